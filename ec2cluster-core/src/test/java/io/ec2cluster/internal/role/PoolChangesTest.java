package io.ec2cluster.internal.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Report;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.PoolCheckOptions;
import io.ec2cluster.role.PoolLeaveOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary {@code i-1} and two replicas, {@code i-2} and {@code i-3}, in the pool. */
class PoolChangesTest {
  private static final PoolCheckOptions CHECK = new PoolCheckOptions(false);

  private final FakeHostedZone zone = FakeHostedZone.of("example.com");
  private final FakeTime time = new FakeTime();
  private final ClusterNode first;
  private final ClusterNode second;
  private final ClusterNode third;

  PoolChangesTest(@TempDir Path state) {
    first = new ClusterNode(1, zone, time, state);
    second = new ClusterNode(2, zone, time, state);
    third = new ClusterNode(3, zone, time, state);
  }

  @BeforeEach
  void begin() throws InterruptedException {
    first.init();
    second.init();
    third.init();
    second.engine.following = Optional.of("i-1");
    second.engine.acts.clear();
    assertThat(second.pool()).containsExactly("i-2", "i-3");
  }

  @Test
  void aCheckOfAFitMemberReadsTwiceAsksTheBackEndOnceAndWritesNothing()
      throws InterruptedException {
    int listings = zone.listings();
    int batches = zone.batches();

    Report report = check(second);

    assertThat(report.message()).contains("already so");
    assertThat(report.notes())
        .containsExactly("in the replica pool replica.maindb.example.com and fit");
    assertThat(report.role()).contains("replica");
    assertThat(zone.listings() - listings).isEqualTo(2);
    assertThat(zone.batches() - batches).isZero();
    assertThat(second.cloud.instanceRequests()).isEqualTo(1);
    assertThat(second.engine.acts).isEmpty();
    assertThat(second.engine.asked).isEmpty();
  }

  @Test
  void anUnfitMemberIsTakenOutAndComesBackOnceItIsFit() throws InterruptedException {
    second.engine.unfit = Optional.of("20 MiB behind");

    Report unfit = check(second);

    assertThat(unfit.notes()).contains("out of the replica pool: 20 MiB behind");
    assertThat(second.pool()).containsExactly("i-3");
    assertThat(check(second).message()).contains("already so");

    second.engine.unfit = Optional.empty();
    check(second);
    assertThat(second.pool()).containsExactly("i-2", "i-3");
  }

  @Test
  void aMemberWhoseEngineDoesNotAnswerIsTakenOut() throws InterruptedException {
    second.engine.running = Optional.empty();

    assertThat(check(second).notes())
        .contains("out of the replica pool: its engine does not answer (in memory)");
    assertThat(second.pool()).containsExactly("i-3");
  }

  @Test
  void thePoolsLastFitMemberStaysHoweverUnfitUnlessTheEmptyPoolIsAllowed()
      throws InterruptedException {
    second.engine.unfit = Optional.of("20 MiB behind");
    second.engine.answers.put("i-3", Standing.silent("no answer"));
    int batches = zone.batches();

    Report stays = check(second);

    assertThat(stays.outcome()).isEqualTo(Outcome.DONE);
    assertThat(stays.notes())
        .contains("stays in the replica pool, because no fit member would be left: 20 MiB behind");
    assertThat(zone.batches()).isEqualTo(batches);
    assertThat(second.engine.asked)
        .extracting(Object::toString)
        .containsOnly("i-3 (10.0.0.3:5432)");

    second.run("pool check", new PoolCheckOptions(true));
    assertThat(second.pool()).containsExactly("i-3");
  }

  @Test
  void anotherThatIsStoppedOrTerminatedIsNotFitWhateverItsEngineCannotSay()
      throws InterruptedException {
    second.engine.unfit = Optional.of("20 MiB behind");
    second.cloud.life("i-3", OwnerLife.STOPPED);

    check(second);

    assertThat(second.pool()).containsExactly("i-2", "i-3");
  }

  @Test
  void terminatedMembersAreRemovedAndNeverTheLast() throws InterruptedException {
    second.cloud.life("i-3", OwnerLife.DEAD);

    Report report = check(second);

    assertThat(report.notes()).contains("i-3 is terminated and out of replica.maindb.example.com");
    assertThat(second.pool()).containsExactly("i-2");

    // The primary sees the last replica terminated: nobody else is there.
    first.cloud.life("i-2", OwnerLife.DEAD);
    assertThat(check(first).notes())
        .contains(
            "i-2 is terminated and stays until another member joins "
                + "replica.maindb.example.com");
    assertThat(first.pool()).containsExactly("i-2");
  }

  @Test
  void aReplicaThatReturnsReplacesTheTerminatedLastMemberInOneCheck() throws InterruptedException {
    second.engine.unfit = Optional.of("20 MiB behind");
    check(second);
    second.engine.unfit = Optional.empty();
    second.cloud.life("i-3", OwnerLife.DEAD);

    check(second);

    assertThat(second.pool()).containsExactly("i-2");
  }

  @Test
  void thePrimarysOwnLeftOverRecordGoesOnceAnotherFitMemberIsThere() throws InterruptedException {
    RecordSet left =
        RecordSet.pointing(first.context().names().replica().orElseThrow(), minute(), "10.0.0.1")
            .weighted("i-1", 10);
    zone.put(left);
    first.engine.answers.put("i-2", Standing.silent("no answer"));
    first.engine.answers.put("i-3", Standing.silent("no answer"));

    check(first);
    assertThat(first.pool()).containsExactly("i-1", "i-2", "i-3");

    first.engine.answers.remove("i-3");
    Report report = check(first);
    assertThat(first.pool()).containsExactly("i-2", "i-3");
    assertThat(report.notes())
        .anySatisfy(note -> assertThat(note).contains("names it as the primary"));
  }

  @Test
  void thePrimaryNeverJoins() throws InterruptedException {
    check(first);

    assertThat(first.pool()).containsExactly("i-2", "i-3");
    assertThatThrownBy(() -> first.run("pool join", new NoSettings()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("names it as the primary");
  }

  @Test
  void anEngineThatRunsAsPrimaryWithoutTheRecordIsNoReplica() throws InterruptedException {
    second.engine.running = Optional.of(Role.PRIMARY);

    check(second);

    assertThat(second.pool()).containsExactly("i-3");
    assertThat(second.engine.acts).isEmpty();
  }

  @Test
  void aReplicaThatFollowsAnotherThanTheRecordsPrimaryFollowsIt() throws InterruptedException {
    second.engine.following = Optional.of("i-9");

    check(second);
    check(second);

    assertThat(second.engine.acts).containsExactly("follow i-1");
    assertThat(second.cloud.presence("maindb").told()).contains("starting engine");
    assertThat(second.cloud.presence("maindb").told()).endsWith("engine runs");
  }

  @Test
  void aReplicaWithANewAddressChangesItsRecord() throws InterruptedException {
    RecordSet mine =
        zone.contents().stream()
            .filter(set -> set.weighted().filter(w -> w.setIdentifier().equals("i-2")).isPresent())
            .findFirst()
            .orElseThrow();
    zone.apply(
        ChangeBatch.commented("as before the reboot")
            .replace(
                mine, RecordSet.pointing(mine.name(), mine.ttl(), "10.0.0.99").weighted("i-2", 10))
            .build());

    check(second);

    assertThat(zone.contents()).contains(mine);
  }

  @Test
  void whoWasTakenOutByHandStaysOutUntilItJoinsAgain() throws InterruptedException {
    second.run("pool leave", new PoolLeaveOptions(false));

    assertThat(check(second).notes())
        .anySatisfy(note -> assertThat(note).contains("taken out by hand", "pool join"));
    assertThat(second.pool()).containsExactly("i-3");
    assertThat(second.run("pool leave", new PoolLeaveOptions(false)).outcome())
        .isEqualTo(Outcome.DONE);

    second.run("pool join", new NoSettings());
    assertThat(second.pool()).containsExactly("i-2", "i-3");
    check(second);
    assertThat(second.pool()).containsExactly("i-2", "i-3");
  }

  @Test
  void aLaterInitEndsADepartureByHand() throws InterruptedException {
    second.run("pool leave", new PoolLeaveOptions(false));
    second.init();
    check(second);
    second.engine.unfit = Optional.of("20 MiB behind");
    check(second);
    second.engine.unfit = Optional.empty();

    check(second);

    assertThat(second.pool()).containsExactly("i-2", "i-3");
  }

  @Test
  void theLastMemberLeavesByHandOnlyIfTheEmptyPoolIsAllowed() throws InterruptedException {
    third.run("pool leave", new PoolLeaveOptions(false));

    assertThatThrownBy(() -> second.run("pool leave", new PoolLeaveOptions(false)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--allow-empty");
    assertThat(second.pool()).containsExactly("i-2");

    second.run("pool leave", new PoolLeaveOptions(true));
    assertThat(second.pool()).isEmpty();
  }

  @Test
  void anUnfitReplicaIsRefusedWithTheReason() throws InterruptedException {
    second.run("pool leave", new PoolLeaveOptions(false));
    second.engine.unfit = Optional.of("20 MiB behind");

    assertThatThrownBy(() -> second.run("pool join", new NoSettings()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("20 MiB behind");
    assertThat(second.pool()).containsExactly("i-3");
  }

  @Test
  void outsideAClusterNothingBelongsInThePool(@TempDir Path state) {
    ClusterNode lonely =
        new ClusterNode(1, FakeHostedZone.of("example.com"), new FakeTime(), state);

    assertThatThrownBy(() -> lonely.run("pool check", CHECK))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("there is no role record");
  }

  @Test
  void anEngineThatCannotBeAskedIsNotFit() throws InterruptedException {
    second.engine.unfitFails = Optional.of(new EnvironmentException("too many connections"));

    assertThat(check(second).notes())
        .contains("out of the replica pool: its engine cannot be asked: too many connections");
  }

  private static Duration minute() {
    return Duration.ofSeconds(60);
  }

  private static Report check(ClusterNode node) throws InterruptedException {
    Report report = node.run("pool check", CHECK);
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    return report;
  }
}
