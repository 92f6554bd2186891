package io.ec2cluster.internal.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Hook;
import io.ec2cluster.config.Hooks;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.script.ScriptEngine;
import io.ec2cluster.script.ScriptSettings;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeHostedZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hooks that are real programs, around {@code init} of the script engine. */
@Timeout(60)
class HooksIT {
  private final FakeHostedZone zone = FakeHostedZone.of("example.com");
  private final Map<String, Hook> hooks = new HashMap<>();
  private final Path folder;

  HooksIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void everyHookWritesDownItsRun() throws IOException {
    Path program = folder.resolve("hook.sh");
    Files.writeString(
        program,
        """
        echo "$EC2CLUSTER_HOOK $EC2CLUSTER_ROLE of $EC2CLUSTER_CLUSTER" >> "$1"
        echo "$2"
        echo "$EC2CLUSTER_PHASE" >&2
        """);
    for (Phase phase : Phase.values()) {
      for (String when : List.of("before-", "after-")) {
        hooks.put(
            when + phase.label(),
            Hook.of("sh", program.toString(), folder.resolve("log").toString(), "* $HOME"));
      }
    }
  }

  @Test
  void theHooksOfAPrimaryAndOfAReplicaRunInTheOrderOfTheirPhases() throws IOException {
    Report primary = init(1);
    Report replica = init(2);

    assertThat(List.of(primary.outcome(), replica.outcome()))
        .as(primary.message() + replica.message())
        .containsOnly(Outcome.DONE);
    assertThat(Files.readAllLines(folder.resolve("log")))
        .containsExactly(
            "before-prepare primary of maindb",
            "after-prepare primary of maindb",
            "before-start primary of maindb",
            "after-start primary of maindb",
            "before-publish primary of maindb",
            "after-publish primary of maindb",
            "before-prepare replica of maindb",
            "after-prepare replica of maindb",
            "before-start replica of maindb",
            "after-start replica of maindb",
            "before-join-pool replica of maindb",
            "after-join-pool replica of maindb");
    assertThat(primary.notes())
        .as("no shell looks at the arguments")
        .contains("hooks.before-start: * $HOME", "hooks.before-start: start");
  }

  @Test
  void aSecondInitOfThePrimaryRunsNoHooks() throws IOException {
    init(1);
    Files.delete(folder.resolve("log"));

    Report again = init(1);

    assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.DONE);
    assertThat(folder.resolve("log")).doesNotExist();
  }

  @Test
  void aHookThatFailsBeforePublishGivesTheRoleBackAndTheNextNodeGetsIt() {
    hooks.put("before-publish", Hook.of("sh", "-c", "echo not today >&2; exit 1"));
    hooks.put("on-failure", Hook.of("sh", "-c", "echo \"$EC2CLUSTER_OUTCOME\""));

    Report failed = init(1);
    hooks.remove("before-publish");
    Report next = init(2);

    assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(failed.message()).contains("hook before-publish", "not today", "taken back");
    assertThat(failed.notes()).contains("hooks.on-failure: environment-failed");
    assertThat(next.role()).as(next.message()).contains("primary");
  }

  private Report init(int node) {
    FakeCloud cloud =
        new FakeCloud(
            InstanceMetadata.of(Map.of("instance-id", "i-" + node, "local-ipv4", "10.0.0." + node)),
            zone);
    ClusterSettings.Dns dns =
        ClusterSettings.Dns.of(
            "Z1", "primary.maindb.example.com", Optional.of("replica.maindb.example.com"));
    ClusterSettings settings =
        ClusterSettings.of("maindb", ClusterSettings.CloudKind.LOCAL, Optional.of(folder), dns)
            .with(Hooks.of(hooks));
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .catalog(EngineCatalog.of(new ScriptEngine()))
            .settings(settings)
            .engineSettings(ScriptEngine.ID, programs(folder.resolve("running" + node)))
            .cloud(cloud)
            .build()) {
      return cluster.run(ScriptEngine.ID, "init", InitOptions.defaults(), false);
    }
  }

  private static ScriptSettings programs(Path running) {
    return ScriptSettings.of(List.of("true"), List.of("true"))
        .withStart(List.of("touch", running.toString()))
        .withStop(List.of("rm", "-f", running.toString()))
        .withCheck(List.of("sh", "-c", "test -e \"$0\" || exit 3", running.toString()));
  }
}
