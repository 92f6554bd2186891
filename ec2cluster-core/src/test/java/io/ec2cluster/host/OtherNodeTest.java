package io.ec2cluster.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.RemoteShell;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeOperationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherNodeTest {
  private static final Member MEMBER = new Member("i-2", "10.0.0.2", 5432);
  private static final List<String> WORDS = List.of("handover", "--to", "it's me");
  private static final String LINE = "ec2cluster handover --to 'it'\\''s me'";
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final List<String> lines = new ArrayList<>();
  private final FakeCommands commands = new FakeCommands(command -> FakeCommands.succeeded("here"));
  private final FakeCloud cloud =
      new FakeCloud(
              InstanceMetadata.of(Map.of("instance-id", "i-1", "local-ipv4", "10.0.0.1")),
              FakeHostedZone.of("example.com"))
          .remoteShell(new NotingShell());

  @Test
  void aVectorGetsTheHostAndTheWordsAsAShellThereNeedsThem() throws InterruptedException {
    OtherNode other = OtherNode.of(context("remote: [ssh, -oBatchMode=yes]"), MEMBER);

    assertThat(other.run(WORDS, TIMEOUT).output()).isEqualTo("here");

    Command command = commands.commands().get(0);
    assertThat(String.join(" ", command.arguments()))
        .isEqualTo("ssh -oBatchMode=yes 10.0.0.2 " + LINE);
    assertThat(command.timeout()).isEqualTo(TIMEOUT);
    assertThat(other.shown(WORDS)).isEqualTo(LINE);
    assertThat(lines).isEmpty();
  }

  @Test
  void theNameOfTheBackEndsOwnWayTakesThat() throws InterruptedException {
    for (String remote : List.of("remote: ssm", "remote: [ssm]")) {
      assertThat(OtherNode.of(context(remote), MEMBER).run(WORDS, TIMEOUT).output())
          .isEqualTo("there");
    }

    String noted = MEMBER + " " + LINE + " " + TIMEOUT;
    assertThat(lines).containsExactly(noted, noted);
    assertThat(commands.commands()).isEmpty();
  }

  @Test
  void aNodeThatTheWayCannotReachIsRefusedWithoutRunningAnything() {
    Member unknown = new Member("db1", "10.0.0.2", 5432);

    assertThatThrownBy(() -> OtherNode.of(context("remote: ssm"), unknown))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("db1");
    assertThat(OtherNode.of(context("remote: ssh"), unknown).shown(List.of("status")))
        .isEqualTo("ec2cluster status");
    assertThat(lines).isEmpty();
  }

  /** A host is what a record says, which others may be able to write. */
  @ParameterizedTest
  @ValueSource(
      strings = {"-oProxyCommand=id", "--", "", "a b", "$(id)", "a;id", "a|id", "a\nb", "root@db1"})
  void whatIsNoHostIsRefusedWithoutRunningAnything(String host) {
    Member forged = new Member("i-2", host, 5432);

    assertThatThrownBy(() -> OtherNode.of(context("remote: [ssh]"), forged))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("i-2");
    assertThat(commands.commands()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"db1", "db-1.example.com", "10.0.0.2", "fe80::1%eth0", "[::1]", "web_1"})
  void hostNamesAndAddressesAreReached(String host) {
    OtherNode.of(context("remote: [ssh]"), new Member("i-2", host, 5432));
  }

  private OperationContext context(String remote) {
    ClusterSettings settings =
        Configuration.parse(
                "c.yaml", "cluster: maindb\n" + remote, ConfigurationScope.of(Map.of(), Map.of()))
            .cluster();
    return FakeOperationContext.builder()
        .cloud(cloud)
        .settings(settings)
        .commands(commands)
        .build();
  }

  private final class NotingShell implements RemoteShell {
    @Override
    public String id() {
      return "ssm";
    }

    @Override
    public void requireAddress(Member member) {
      if (!member.instanceId().startsWith("i-")) {
        throw new UsageException("no way to " + member);
      }
    }

    @Override
    public CommandResult run(Member member, String line, Duration timeout) {
      lines.add(member + " " + line + " " + timeout);
      return FakeCommands.succeeded("there");
    }
  }
}
