package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.RemoteShell;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.SsmFault;
import io.ec2cluster.testing.standin.SsmNode;
import io.ec2cluster.testing.standin.SsmStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy of the documentation: enough, and nothing in it is superfluous. */
@Timeout(60)
class SsmPolicyIT {
  private static final Member OTHER = new Member("i-0aaaaaaaaaaaaaaaa", "10.0.0.2", 5432);
  private static final String CANCEL = "ssm:CancelCommand";

  private final FakeTime time = new FakeTime();
  private final SsmStandIn ssm = SsmStandIn.start(time);
  private final AwsCloud cloud = SsmShellIT.cloud(time, ssm);
  private final RemoteShell shell = cloud.remoteShell().orElseThrow();

  private static IamPolicy policy() throws IOException {
    return IamPolicy.read(
        Path.of("..", "docs", "iam", "ssm.json"),
        Map.of("REGION", "eu-west-1", "ACCOUNT", "123456789012"));
  }

  @BeforeEach
  void register(@TempDir Path folder) {
    ssm.register(OTHER.instanceId(), SsmNode.running(folder, "/usr/bin:/bin"));
  }

  @AfterEach
  void stop() {
    cloud.close();
    ssm.close();
  }

  /** A command whose answer is lost, and that has no end. */
  private CommandResult work() throws InterruptedException {
    ssm.fail("SendCommand", SsmFault.ANSWER_LOST);
    return shell.run(OTHER, "sleep 1000", Duration.ofSeconds(5));
  }

  @Test
  void policyIsEnough() throws IOException, InterruptedException {
    ssm.allow(policy());

    assertThat(work().lastWords(1)).endsWith("it was cancelled");

    assertThat(ssm.statuses()).containsExactly("Cancelled");
    assertThat(ssm.calls().stream().distinct().map("ssm:"::concat))
        .containsExactlyInAnyOrderElementsOf(policy().actions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssm:SendCommand", "ssm:ListCommands", "ssm:GetCommandInvocation"})
  void actionThatIsMissingIsNamed(String action) throws IOException {
    ssm.allow(policy().without(action));

    assertThatThrownBy(this::work)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission " + action + " on ");
  }

  @Test
  void whatMayNotBeCancelledIsEndedByItsAgent() throws IOException, InterruptedException {
    ssm.allow(policy().without(CANCEL));

    CommandResult result = work();

    assertThat(result.timedOut()).isTrue();
    assertThat(result.lastWords(1)).endsWith("did not end within 5s: the agent ended it");
    assertThat(ssm.statuses()).containsExactly("ExecutionTimedOut");
  }

  @Test
  void whatNobodyEndsIsSaidToGoOn(@TempDir Path folder) throws IOException, InterruptedException {
    ssm.register(
        OTHER.instanceId(), SsmNode.running(folder, "/usr/bin:/bin").with(SsmNode.Agent.SILENT));
    ssm.allow(policy().without(CANCEL));

    CommandResult result = work();

    assertThat(result.timedOut()).isTrue();
    assertThat(result.lastWords(1))
        .contains("could not be cancelled, and may go on there", "permission " + CANCEL + " on ");
    assertThat(ssm.statuses()).containsExactly("Pending");
  }

  @Test
  void noOtherDocumentAndNoMachineElsewhereIsAllowed() throws IOException {
    String document = "arn:aws:ssm:eu-west-1::document/AWS-RunPowerShellScript";

    assertThat(policy().allows("ssm:SendCommand", document, List.of())).isFalse();
    assertThat(
            policy()
                .allows(
                    "ssm:SendCommand",
                    "arn:aws:ssm:eu-west-1:123456789012:managed-instance/mi-0aaaaaaaaaaaaaaaa",
                    List.of()))
        .isFalse();
  }
}
