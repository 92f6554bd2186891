package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisLayoutTest {
  private final Path root;
  private final Machine machine;

  RedisLayoutTest(@TempDir Path root) throws IOException {
    this.root = root;
    Path bin = Files.createDirectories(root.resolve("usr/bin"));
    for (String program : List.of("redis-server", "valkey-server")) {
      Files.createFile(bin.resolve(program));
      assertThat(bin.resolve(program).toFile().setExecutable(true)).isTrue();
    }
    machine = new Machine(root, List.of(bin), System.getProperty("user.name"), false);
  }

  private void install(String conf, String unit) throws IOException {
    Path file = root.resolve(conf);
    Files.createDirectories(file.getParent());
    Path data = Files.createDirectories(root.resolve("data-of-package"));
    Files.writeString(file, "dir " + data + "\nport 6390\nlogfile /var/log/x.log\n");
    Path units = Files.createDirectories(root.resolve("lib/systemd/system"));
    Files.createFile(units.resolve(unit));
  }

  private RedisLayout layout(UnaryOperator<RedisSettingsBuilder> change) {
    return new LayoutFinder(change.apply(RedisSettings.builder()).build(), machine).find();
  }

  @Test
  void debiansRedisIsFound() throws IOException {
    install("etc/redis/redis.conf", "redis-server.service");

    RedisLayout layout = layout(settings -> settings);

    assertThat(layout.configFile()).isEqualTo(root.resolve("etc/redis/redis.conf"));
    assertThat(layout.includeFile()).isEqualTo(root.resolve("etc/redis/redis.ec2cluster.conf"));
    assertThat(layout.directory()).isEqualTo(root.resolve("data-of-package"));
    assertThat(layout.unit()).contains("redis-server.service");
    assertThat(layout.port()).isEqualTo(6390);
    assertThat(layout.logFile()).isEqualTo(Path.of("/var/log/x.log"));
    assertThat(layout.program()).isEqualTo(root.resolve("usr/bin/redis-server"));
  }

  @Test
  void valkeyAndFedorasUnitAreFound() throws IOException {
    install("etc/valkey/valkey.conf", "valkey.service");

    RedisLayout layout = layout(settings -> settings);

    assertThat(layout.unit()).contains("valkey.service");
    assertThat(layout.program()).isEqualTo(root.resolve("usr/bin/valkey-server"));
  }

  @Test
  void dataDirectoryElsewhereIsALayoutOfItsOwn() throws IOException {
    install("etc/redis/redis.conf", "redis-server.service");

    RedisLayout layout = layout(settings -> settings.dataDirectory(root.resolve("db/one")));

    assertThat(layout.unit()).isEmpty();
    assertThat(layout.configFile()).isEqualTo(root.resolve("db/one.conf"));
    assertThat(layout.logFile()).isEqualTo(root.resolve("db/one.log"));
    assertThat(layout.port()).isEqualTo(6379);
  }

  @Test
  void machineWithoutAServerSaysWhatToInstall() {
    assertThatThrownBy(() -> layout(settings -> settings))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("apt-get install redis-server");
  }

  @Test
  void unitAsksForTheRecordAndForgetsTheLastStopBeforeEachStart() throws IOException {
    install("etc/redis/redis.conf", "redis-server.service");
    Files.createDirectories(root.resolve("run/systemd/system"));
    Machine privileged =
        new Machine(root, machine.searchPath(), System.getProperty("user.name"), true);
    FakeOperationContext context =
        FakeOperationContext.builder()
            .commands(new FakeCommands(command -> FakeCommands.succeeded("")))
            .stateDirectory(root.resolve("state"))
            .program(List.of("/opt/ec2 cluster"))
            .build();
    RedisSettings settings = RedisSettings.builder().user(System.getProperty("user.name")).build();
    Server server =
        new Server(context, settings, privileged, new LayoutFinder(settings, privileged).find());

    Step guard = new BootStart(server).step();
    context.run(Plan.builder().step(guard).build());

    assertThat(root.resolve("etc/systemd/system/redis-server.service.d/ec2cluster.conf"))
        .content()
        .contains("\"lease-check\" \"/opt/ec2 cluster\" \"redis\" \"lease\" \"check\" \"--start\"")
        .contains("ExecStartPre=-+/bin/rm -f \"" + root.resolve("state/redis/maindb-i-1.stopped"));
  }
}
