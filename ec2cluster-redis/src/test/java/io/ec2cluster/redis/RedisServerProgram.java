package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server that a person starts by hand. */
final class RedisServerProgram {
  private RedisServerProgram() {}

  static void start(Path conf, String... more) {
    List<String> vector =
        new ArrayList<>(List.of("redis-server", conf.toString(), "--daemonize", "yes"));
    vector.addAll(List.of(more));
    try {
      CommandResult result =
          new ProcessCommands(System.getenv())
              .run(
                  Command.of(vector)
                      .as(Optional.of(RedisTestCluster.serverUser()))
                      .in(Path.of("/")));
      assertThat(result.succeeded()).as(result.output() + result.errors()).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
