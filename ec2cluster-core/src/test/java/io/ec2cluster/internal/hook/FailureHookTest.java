package io.ec2cluster.internal.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Hook;
import io.ec2cluster.config.Hooks;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeOperationContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureHookTest {
  private CommandResult end = FakeCommands.succeeded("told the team\n");
  private final FakeCommands commands = new FakeCommands(command -> end);
  private final FakeOperationContext context =
      FakeOperationContext.builder()
          .settings(
              ClusterSettings.of(
                      "maindb",
                      ClusterSettings.CloudKind.AWS,
                      Optional.empty(),
                      ClusterSettings.Dns.of("Z1", "primary.maindb.example.com", Optional.empty()))
                  .with(Hooks.of(Map.of("on-failure", Hook.of("/bin/notify", "--team")))))
          .commands(commands)
          .build();

  @Test
  void itIsToldWhatFailedAndWhere() {
    after(Outcome.ENVIRONMENT_FAILED, false);

    assertThat(commands.commands()).hasSize(1);
    assertThat(commands.commands().get(0).arguments()).containsExactly("/bin/notify", "--team");
    assertThat(commands.commands().get(0).environment())
        .containsEntry("EC2CLUSTER_CLUSTER", "maindb")
        .containsEntry("EC2CLUSTER_INSTANCE_ID", "i-1")
        .containsEntry("EC2CLUSTER_ENGINE", "memory")
        .containsEntry("EC2CLUSTER_OPERATION", "promote")
        .containsEntry("EC2CLUSTER_HOOK", "on-failure")
        .containsEntry("EC2CLUSTER_OUTCOME", "environment-failed")
        .containsEntry("EC2CLUSTER_EXIT_CODE", "5")
        .containsEntry("EC2CLUSTER_MESSAGE", "no disk");
    assertThat(context.notes())
        .containsExactly("hooks.on-failure: told the team", "hook on-failure: done");
  }

  @Test
  void itsOwnFailureIsANote() {
    end = FakeCommands.ended(9, "", "no mail server");

    after(Outcome.REFUSED, false);

    assertThat(context.notes()).hasSize(1);
    assertThat(context.notes().get(0)).contains("hook on-failure failed", "9", "no mail server");
  }

  @Test
  void itIsNotRunAfterASuccessAnInterruptionOrADryRun() {
    after(Outcome.DONE, false);
    after(Outcome.INTERRUPTED, false);
    after(Outcome.REFUSED, true);

    assertThat(commands.commands()).isEmpty();
    assertThat(context.notes()).isEmpty();
  }

  @Test
  void anInterruptionMeanwhileIsKeptForTheCaller() {
    Thread.currentThread().interrupt();

    after(Outcome.REFUSED, false);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(context.notes()).containsExactly("hook on-failure was interrupted");
  }

  private void after(Outcome outcome, boolean dryRun) {
    RunResult result = new RunResult(outcome, "no disk", List.of(), List.of(), Optional.empty());
    new FailureHook(context, "memory", "promote").after(result, dryRun, context.progress());
  }
}
