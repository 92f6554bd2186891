package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Follower;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Position;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.Standing.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What real servers say of themselves and of others. */
class StandingsIT {
  private final TestCluster cluster = new TestCluster();
  private final Node primary = cluster.node(11);
  private final Node replica = cluster.node(12);

  @BeforeEach
  void startServers() {
    assertThat(cluster.init(primary).outcome()).isEqualTo(Outcome.DONE);
    assertThat(cluster.init(replica).outcome()).isEqualTo(Outcome.DONE);
  }

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void runningServersTellRoleIdentityAndPosition() {
    Standing first = cluster.engine(primary).standing();
    Standing second = cluster.engine(replica).standing();

    assertThat(first.isPrimary()).isTrue();
    assertThat(second.answer()).isEqualTo(Answer.YES);
    assertThat(second.role()).contains(Role.REPLICA);
    assertThat(second.dataIdentity()).isEqualTo(first.dataIdentity()).isPresent();
    assertThat(position(second).text()).matches("0/[0-9A-F]+ on timeline 1");
    assertThat(second.unfit()).isEmpty();
    assertThat(cluster.engine(primary).standingOf(member(replica)).role()).contains(Role.REPLICA);
    Standing asked = cluster.engine(replica).standingOf(member(primary));
    assertThat(asked.isPrimary()).isTrue();
    assertThat(asked.dataIdentity()).isEqualTo(first.dataIdentity());
    assertThat(position(asked).reaches(position(first))).isTrue();
  }

  @Test
  void pausedReplayIsUnfitAndItsReceivedLogStillCounts() {
    cluster.sql(primary, "CREATE TABLE applied AS SELECT 1 AS x;");
    cluster.awaitSql(replica, "SELECT x FROM applied;", "1");
    cluster.sql(replica, "SELECT pg_wal_replay_pause();");
    cluster.sql(primary, "CREATE TABLE t AS SELECT 7 AS x;");
    String written = cluster.sql(primary, "SELECT pg_current_wal_flush_lsn();");
    cluster.awaitSql(replica, "SELECT pg_last_wal_receive_lsn() >= '" + written + "';", "t");

    Standing own = cluster.engine(replica).standing();
    Standing asked = cluster.engine(primary).standingOf(member(replica));

    assertThat(List.of(own, asked))
        .allSatisfy(
            standing -> {
              assertThat(standing.unfit().orElse("")).contains("paused");
              assertThat(standing.delay().orElseThrow()).isPositive();
              assertThat(position(standing).reaches(Lsn.parse(written).on(1))).isTrue();
            });
  }

  @Test
  void recoveryTargetIsUnfit() {
    cluster.stop(replica, "fast");
    cluster.append(replica, "postgresql.conf", "recovery_target_xid = '99999999'\n");
    cluster.start(replica);

    assertThat(cluster.engine(replica).standing().unfit().orElse(""))
        .contains("recovery_target_xid");
  }

  @Test
  void finalPositionOfAStoppedPrimaryIsReachedByWhoReceivedItsShutdownCheckpoint() {
    Position before = position(cluster.engine(replica).standing());

    cluster.stop(primary, "fast");
    Standing stopped = cluster.engine(primary).standing();
    Position received = position(cluster.engine(replica).standing());

    assertThat(stopped.answer()).isEqualTo(Answer.YES);
    assertThat(stopped.role()).contains(Role.PRIMARY);
    assertThat(received.reaches(position(stopped))).isTrue();
    assertThat(before.reaches(position(stopped))).isFalse();
    assertThat(cluster.engine(replica).standing().delay()).isEmpty();
  }

  @Test
  void endOfACrashedPrimaryIsNotKnown() {
    cluster.stop(primary, "immediate");

    Standing standing = cluster.engine(primary).standing();

    assertThat(standing.role()).contains(Role.PRIMARY);
    assertThat(standing.position()).isEmpty();
    assertThat(standing.description()).contains("in production", "not known");
  }

  @Test
  void frozenServerIsSilentWithinFiveSeconds() {
    long frozen = new ServerProcesses(primary.data()).postmaster().orElseThrow().pid();
    cluster.signal(frozen, "STOP");
    try {
      long begin = System.nanoTime();
      Standing standing = cluster.engine(replica).standingOf(member(primary));

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
      assertThat(standing.answer()).isEqualTo(Answer.NO);
      assertThat(standing.description()).contains("i-11");
    } finally {
      cluster.signal(frozen, "CONT");
    }
  }

  @Test
  void whoDoesNotListenIsSilent() {
    Standing standing = cluster.engine(replica).standingOf(new Member("i-9", "127.0.0.99", 1));

    assertThat(standing.answer()).isEqualTo(Answer.NO);
  }

  @Test
  void primaryKnowsItsFollowersAndTheSlotsOfThoseWhoAreGone() {
    cluster.sql(primary, "SELECT pg_create_physical_replication_slot('i_13', true);");
    cluster.sql(primary, "SELECT pg_switch_wal();");

    List<Follower> followers = cluster.engine(primary).followers();

    assertThat(followers)
        .extracting(Follower::instanceId)
        .containsExactlyInAnyOrder("i-12", "i-13");
    Follower connected = followers.get(followers.get(0).connected() ? 0 : 1);
    Follower gone = followers.get(followers.get(0).connected() ? 1 : 0);
    assertThat(connected.instanceId()).isEqualTo("i-12");
    assertThat(connected.state()).isEqualTo("streaming");
    assertThat(connected.slot().orElse("")).startsWith("i_12");
    assertThat(connected.lagBytes()).isPresent();
    assertThat(gone.connected()).isFalse();
    assertThat(gone.slot().orElse("")).matches("i_13, holds back [1-9][0-9]* bytes");
    assertThat(cluster.engine(replica).followers()).isEmpty();
  }

  private Member member(Node node) {
    return new Member(node.id(), node.address(), cluster.port());
  }

  private static Position position(Standing standing) {
    return Optional.of(standing).flatMap(Standing::position).orElseThrow();
  }
}
