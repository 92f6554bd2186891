package io.ec2cluster.demo;

import static io.ec2cluster.testing.FakeCommands.ended;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.local.LocalCloud;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Stands for the shipped program: {@code i-demo-2} wins and publishes. Nodes can be told to fail,
 * to win as well, or to wait until they are interrupted.
 */
final class ScriptedProgram implements Commands {
  final Set<String> failing = ConcurrentHashMap.newKeySet();
  final Set<String> waiting = ConcurrentHashMap.newKeySet();
  final Set<String> winning = ConcurrentHashMap.newKeySet();
  final Set<String> interrupted = ConcurrentHashMap.newKeySet();
  final List<List<String>> vectors = new CopyOnWriteArrayList<>();
  final CountDownLatch begun = new CountDownLatch(3);
  private final CountDownLatch never = new CountDownLatch(1);

  ScriptedProgram() {
    winning.add("i-demo-2");
  }

  @Override
  public CommandResult run(Command command) throws InterruptedException {
    vectors.add(command.arguments());
    Path directory = Path.of(option(command, "--config")).resolveSibling("");
    String node = String.valueOf(directory.getFileName());
    return command.arguments().contains("init")
        ? init(node, directory)
        : ended(
            0,
            """
            {"answer": {"node": {"role": "%s", "description": "the box is open"}, "verdict": "healthy"}}
            """
                .formatted(role(node)),
            "");
  }

  private CommandResult init(String node, Path directory) throws InterruptedException {
    begun.countDown();
    if (waiting.contains(node)) {
      try {
        never.await();
      } catch (InterruptedException expected) {
        interrupted.add(node);
        throw expected;
      }
    }
    if (failing.contains(node)) {
      return ended(5, "{\"message\": \"the box cannot be opened\"}", "noise");
    }
    if (node.equals("i-demo-2")) {
      publish(directory.resolveSibling("cloud"));
    }
    return ended(0, "{\"role\": \"" + role(node) + "\", \"epoch\": 1}", "");
  }

  private String role(String node) {
    return winning.contains(node) ? "primary" : "replica";
  }

  private static void publish(Path cloud) {
    LocalCloud.at(cloud)
        .zone(DemoCluster.ZONE)
        .build()
        .zone()
        .apply(
            ChangeBatch.commented("publish")
                .create(
                    RecordSet.pointing(
                        DemoCluster.PRIMARY_NAME, Duration.ofSeconds(60), "127.0.0.12"))
                .build());
  }

  private static String option(Command command, String name) {
    return command.arguments().get(command.arguments().indexOf(name) + 1);
  }
}
