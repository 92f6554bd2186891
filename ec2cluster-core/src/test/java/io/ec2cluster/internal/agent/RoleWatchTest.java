package io.ec2cluster.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.run.NodeLock;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.RejoinOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules by which a primary gives its role up, or keeps it, over a real record. */
class RoleWatchTest {
  private static final DnsName PRIMARY = DnsName.of("primary.example.com");

  private final Path folder;
  private final TwoNodes nodes;

  RoleWatchTest(@TempDir Path folder) {
    this.folder = folder;
    this.nodes = new TwoNodes(folder);
  }

  @Test
  void primaryIsStoppedAfterTwoReadingsThatShowThatTheRoleMovedOn() {
    nodes.watchFor30Seconds();
    nodes.promoteSecond();
    long before = nodes.state.readings.get();

    while (nodes.first.running.isPresent()) {
      nodes.watchOnce();
      nodes.time.advance(Duration.ofMillis(500));
    }

    assertThat(nodes.state.readings.get() - before).isEqualTo(2);
    assertThat(nodes.state.demotions.get()).isEqualTo(1);
    assertThat(nodes.said)
        .anyMatch(words -> words.contains("the role moved on to i-2 (10.0.0.2:5432)"))
        .anyMatch(words -> words.contains("'ec2cluster rejoin' brings this node back"));
    nodes.watchFor30Seconds();
    assertThat(nodes.first.running).isEmpty();
    assertThat(nodes.second.running).contains(Role.PRIMARY);
    assertThat(nodes.state.demotions.get()).isEqualTo(1);
  }

  @Test
  void readingsThatFailStopNobodyAndCostTheProofBeforeThem() {
    nodes.watchFor30Seconds();
    nodes.broken = true;
    nodes.watchFor30Seconds();
    nodes.watchFor30Seconds();
    assertThat(nodes.first.running).contains(Role.PRIMARY);
    assertThat(nodes.state.failedReadings.get()).isGreaterThan(1);
    assertThat(nodes.said.stream().filter(words -> words.contains("cannot be read"))).hasSize(1);

    nodes.broken = false;
    nodes.promoteSecond();
    // Every other reading fails: there are never two proofs in a row.
    for (int i = 0; i < 20; i++) {
      nodes.broken = i % 2 == 0;
      nodes.time.advance(Duration.ofSeconds(31));
      nodes.watchOnce();
    }
    assertThat(nodes.first.running).contains(Role.PRIMARY);
  }

  @Test
  void recordThatIsGoneOrOlderStopsNobody() {
    List<RecordSet> old = nodes.zone.list(PRIMARY);
    List<RecordSet> withoutRecord =
        nodes.zone.list(DnsName.of("example.com")).stream()
            .filter(set -> !set.name().text().startsWith("_ec2cluster"))
            .toList();
    nodes.watchFor30Seconds();
    nodes.stale = Optional.of(withoutRecord);
    nodes.watchFor30Seconds();
    nodes.watchFor30Seconds();
    assertThat(nodes.first.running).contains(Role.PRIMARY);
    assertThat(old).isNotEmpty();
  }

  @Test
  void claimThatIsNotPublishedStopsNobody() {
    nodes.watchFor30Seconds();
    nodes.claimBySecond();

    nodes.watchFor30Seconds();
    nodes.watchFor30Seconds();

    assertThat(nodes.state.read().orElseThrow().record().orElseThrow())
        .satisfies(
            record -> {
              assertThat(record.owner().instanceId()).isEqualTo("i-2");
              assertThat(record.state()).isEqualTo(RoleState.CLAIMED);
            });
    assertThat(nodes.first.running).contains(Role.PRIMARY);
  }

  @Test
  void whatWasReadWhileItWasAReplicaIsNoProofAgainstALaterPromotion() {
    nodes.promoteSecond();
    nodes.watchFor30Seconds();
    nodes.watchFor30Seconds();
    assertThat(nodes.first.running).isEmpty();
    nodes.run(1, "rejoin", new RejoinOptions(false, false));
    nodes.watchFor30Seconds();
    List<RecordSet> late = nodes.zone.list(DnsName.of("example.com"));
    nodes.run(
        1,
        "promote",
        new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));

    // The zone still shows the node before, again and again.
    nodes.stale = Optional.of(late);
    nodes.restartAgent();
    nodes.watchFor30Seconds();
    nodes.watchFor30Seconds();

    assertThat(nodes.first.running).contains(Role.PRIMARY);
  }

  @Test
  void anAgentThatNeverSawItsNodeAsThePrimaryKnowsItByTheRecord() {
    nodes.promoteSecond();

    nodes.watchFor30Seconds();
    nodes.watchFor30Seconds();

    assertThat(nodes.first.running).isEmpty();
  }

  @Test
  void whileAnotherOperationWorksOnTheNodeItWaits() {
    nodes.watchFor30Seconds();
    nodes.promoteSecond();
    try (NodeLock lock =
        NodeLock.acquire(folder.resolve("state1"), "maindb", "i-1", "init", nodes.time)) {
      nodes.watchFor30Seconds();
      assertThat(nodes.first.running).contains(Role.PRIMARY);
      assertThat(lock).isNotNull();
    }

    nodes.watchFor30Seconds();
    nodes.watchFor30Seconds();

    assertThat(nodes.first.running).isEmpty();
  }

  @Test
  void engineThatDoesNotStopIsTriedAgain() {
    nodes.watchFor30Seconds();
    nodes.promoteSecond();
    nodes.first.stops = false;
    nodes.watchFor30Seconds();
    nodes.watchFor30Seconds();
    assertThat(nodes.said).anyMatch(words -> words.contains("it does not stop"));
    assertThat(nodes.state.demotions.get()).isZero();

    nodes.first.stops = true;
    nodes.watchFor30Seconds();
    nodes.watchFor30Seconds();

    assertThat(nodes.first.running).isEmpty();
  }
}
