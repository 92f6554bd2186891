package io.ec2cluster.internal.role;

import static io.ec2cluster.internal.role.MemoryCluster.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.LeaseReleaseOptions;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.StatusOptions;
import io.ec2cluster.role.StatusReport;
import io.ec2cluster.spi.Query.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status} through the facade, over a zone and engines in memory. */
class StatusTest {
  private final MemoryCluster cluster;

  StatusTest(@TempDir Path state) {
    cluster = MemoryCluster.running(state, 3);
  }

  @Test
  void everyMemberIsShownFromEveryNode() {
    cluster.engine(3).offset = 40;
    cluster.engine(1).offset = 100;

    for (int node = 1; node <= 3; node++) {
      Answer answer = cluster.status(node);

      assertThat(answer.exitCode()).as(answer.text()).isZero();
      StatusReport report = (StatusReport) answer.value();
      assertThat(report.members())
          .extracting(StatusReport.MemberStatus::instance)
          .containsExactlyInAnyOrder("i-1", "i-2", "i-3");
      assertThat(report.members())
          .filteredOn(StatusReport.MemberStatus::owner)
          .singleElement()
          .satisfies(owner -> assertThat(owner.role()).contains("primary"));
      assertThat(report.members())
          .filteredOn(member -> member.instance().equals("i-3"))
          .singleElement()
          .satisfies(member -> assertThat(member.lagBytes()).contains(60L));
      assertThat(report.verdict()).isEqualTo("healthy");
      assertThat(answer.text()).contains("NODE", "POSITION", "published");
    }
  }

  @Test
  void aPrimaryThatTheRecordDoesNotNameIsAContradiction() {
    cluster.engine(2).running = Optional.of(Role.PRIMARY);

    for (int node = 1; node <= 3; node++) {
      Answer answer = cluster.status(node);

      assertThat(answer.exitCode()).as(answer.text()).isEqualTo(12);
      assertThat(answer.text())
          .contains("i-2 runs as a primary, the record names i-1", "ec2cluster rejoin");
    }
  }

  @Test
  void aNameThatPointsAtAnotherMemberIsAContradiction() {
    RecordSet name =
        cluster.zone.contents().stream()
            .filter(set -> set.name().equals(PRIMARY))
            .findFirst()
            .orElseThrow();
    cluster.zone.apply(
        ChangeBatch.commented("by hand")
            .replace(name, RecordSet.pointing(PRIMARY, Duration.ofSeconds(60), "10.0.0.3"))
            .build());

    Answer answer = cluster.status(1);

    assertThat(answer.exitCode()).isEqualTo(12);
    assertThat(answer.text())
        .contains("DNS names i-3 as primary, the record says i-1: run 'ec2cluster init' on i-1");
  }

  @Test
  void aSilentPrimaryAndASilentMemberAreProblems() {
    cluster.engine(1).running = Optional.empty();
    cluster.engine(3).running = Optional.empty();

    Answer answer = cluster.status(2);

    assertThat(answer.exitCode()).isEqualTo(10);
    assertThat(((StatusReport) answer.value()).problems())
        .anySatisfy(problem -> assertThat(problem).contains("the primary i-1 does not answer"))
        .anySatisfy(problem -> assertThat(problem).contains("i-3 is in the replica pool"));
  }

  @Test
  void aMemberThatAnswersAndDoesNotFollowThePrimaryIsAProblem() {
    cluster.engine(1).follower("i-2", true);
    cluster.engine(1).follower("i-3", false);

    Answer answer = cluster.status(1);

    assertThat(answer.exitCode()).as(answer.text()).isEqualTo(10);
    assertThat(((StatusReport) answer.value()).problems())
        .singleElement()
        .asString()
        .contains("i-3 is in the replica pool and answers, but does not follow", "pool check");
  }

  @Test
  void aStoppedFormerPrimaryIsNoContradiction() {
    cluster.terminate(1);
    assertThat(cluster.run(2, "promote", PromoteOptions.plain()).outcome()).isEqualTo(Outcome.DONE);

    Answer answer = cluster.status(1);

    assertThat(answer.exitCode()).as(answer.text()).isEqualTo(10);
    assertThat(answer.text()).contains("this node's engine does not answer");
  }

  @Test
  void withoutAPublishedOwnerThereIsNoPrimary() {
    cluster.engine(1).running = Optional.empty();
    cluster.run(1, "lease release", new LeaseReleaseOptions(false));

    Answer answer = cluster.status(2);

    assertThat(answer.exitCode()).isEqualTo(11);
    assertThat(answer.text()).contains("no published primary", "free");
  }

  @Test
  void aFormerPrimaryThatComesBackIsFoundByEveryNode() {
    cluster.lives.put("i-1", OwnerLife.STOPPED);
    cluster.engine(1).running = Optional.empty();
    Report promoted = cluster.run(2, "promote", PromoteOptions.plain());
    assertThat(promoted.outcome()).as(promoted.message()).isEqualTo(Outcome.DONE);
    cluster.lives.remove("i-1");
    cluster.engine(1).running = Optional.of(Role.PRIMARY);

    for (int node = 1; node <= 3; node++) {
      Answer answer = cluster.status(node);

      assertThat(answer.exitCode()).as(answer.text()).isEqualTo(12);
      assertThat(answer.text())
          .contains("i-1 runs as a primary, the record names i-2", "'ec2cluster rejoin' there");
    }
  }

  @Test
  void aFormerPrimaryThatIsGoneForGoodIsNotAskedAndNotShown() {
    cluster.terminate(1);
    cluster.run(2, "promote", PromoteOptions.plain());
    cluster.engine(1).running = Optional.of(Role.PRIMARY);

    Answer answer = cluster.status(2);

    assertThat(answer.exitCode()).as(answer.text()).isZero();
    assertThat(((StatusReport) answer.value()).members())
        .extracting(StatusReport.MemberStatus::instance)
        .containsExactly("i-2", "i-3");
    assertThat(answer.text()).contains("before it", "i-1 (10.0.0.1:5432)");
  }

  @Test
  void aStoppedFormerPrimaryIsToldToRejoin() {
    cluster.lives.put("i-1", OwnerLife.STOPPED);
    cluster.engine(1).running = Optional.empty();
    cluster.run(2, "promote", PromoteOptions.plain());

    assertThat(cluster.status(1).text()).contains("run 'ec2cluster rejoin'");
  }

  @Test
  void whoeverWatchesIsToldWhenToAskAgain() {
    assertThat(cluster.status(1).again()).isEmpty();
    assertThat(cluster.status(1, new StatusOptions(true, Duration.ofSeconds(7))).again())
        .contains(Duration.ofSeconds(7));
    assertThatThrownBy(() -> new StatusOptions(true, Duration.ofMillis(10)))
        .hasMessageContaining("expected 1s or more");
  }
}
