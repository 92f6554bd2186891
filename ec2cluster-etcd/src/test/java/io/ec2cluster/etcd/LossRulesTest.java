package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import io.ec2cluster.testing.FakeRecordTable;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** When a cluster may be given up, and what becomes of its nodes. */
class LossRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T04:05:06Z");
  private static final GroupMember A = node("i-1", "10.0.0.1");
  private static final GroupMember B = node("i-2", "10.0.0.2");
  private static final GroupMember C = node("i-3", "10.0.0.3");
  private static final FoundingRecord FORMED =
      FoundingRecord.first(List.of(A, B, C), "one").withStarted("i-1").formed();
  private static final FoundingNote NOTE =
      new FoundingNote(FoundingNote.Kind.RESTORED, "i-1", NOW, "all disks lost");
  private static final FoundingRecord RESTORED =
      FoundingRecord.restored(Optional.of(FORMED), A, "two", NOTE);
  private static final StartRules START =
      new StartRules(Duration.ofMinutes(1), Duration.ofMinutes(1));

  private static GroupMember node(String name, String host) {
    return new GroupMember(name, "http://" + host + ":2380", "http://" + host + ":2379");
  }

  private static Sighting quorum(EtcdId cluster, GroupMember node) {
    ClusterMember member =
        new ClusterMember(
            new EtcdId(7), node.name(), List.of(node.peerUrl()), List.of(node.clientUrl()), false);
    return new Sighting(
        List.of(
            new ClusterView(
                cluster, List.of(member), member.id(), 10, Set.of(member.id()), node.clientUrl())),
        new TreeSet<>());
  }

  private static Optional<String> againstRestore(
      FoundingRecord record, Sighting sighting, String self, Duration later) {
    return LossRules.againstRestore(Optional.of(record), sighting, self, NOW.plus(later));
  }

  @Test
  void whatAQuorumHoldsIsNotGivenUp() {
    Sighting quorum = quorum(FORMED.cluster(), B);

    assertThat(againstRestore(FORMED, quorum, "i-1", Duration.ZERO)).isPresent();
    assertThat(LossRules.againstRefound(Optional.of(FORMED), quorum, "i-1", NOW)).isPresent();
    assertThat(LossRules.againstRestore(Optional.empty(), quorum, "i-1", NOW)).isPresent();
    assertThat(againstRestore(FORMED, quorum(new EtcdId(5), B), "i-1", Duration.ZERO)).isPresent();
  }

  @Test
  void aFormedClusterOfWhichNobodyOrNoQuorumAnswersMayBeGivenUp() {
    Sighting some = new Sighting(List.of(), new TreeSet<>(Set.of(B.clientUrl())));

    assertThat(againstRestore(FORMED, Sighting.none(), "i-1", Duration.ZERO)).isEmpty();
    assertThat(againstRestore(FORMED, some, "i-1", Duration.ZERO)).isEmpty();
    assertThat(LossRules.againstRefound(Optional.of(FORMED), some, "i-1", NOW)).isEmpty();
  }

  @Test
  void aFoundingInProgressIsLeftAlone() {
    FoundingRecord forming = FoundingRecord.first(List.of(A, B, C), "one");

    assertThat(againstRestore(forming, Sighting.none(), "i-1", Duration.ZERO))
        .hasValueSatisfying(words -> assertThat(words).contains("in progress"));
    assertThat(LossRules.againstRefound(Optional.of(forming), Sighting.none(), "i-1", NOW))
        .isPresent();
  }

  @Test
  void withoutARecordASnapshotMayFoundTheClusterAndThereIsNothingToFoundAnew() {
    assertThat(LossRules.againstRestore(Optional.empty(), Sighting.none(), "i-1", NOW)).isEmpty();
    assertThat(LossRules.againstRefound(Optional.empty(), Sighting.none(), "i-1", NOW)).isPresent();
  }

  @Test
  void anotherNodesRestoreHasTenMinutesToStartAndOnesOwnIsDoneAgain() {
    Duration minutes = Duration.ofMinutes(9);

    assertThat(againstRestore(RESTORED, Sighting.none(), "i-2", minutes)).isPresent();
    assertThat(againstRestore(RESTORED, Sighting.none(), "i-1", minutes)).isEmpty();
    assertThat(againstRestore(RESTORED, Sighting.none(), "i-2", Duration.ofMinutes(10))).isEmpty();
  }

  @Test
  void ofTwoRestoresAtOnceOneWins() throws InterruptedException {
    FakeRecordTable table = new FakeRecordTable();
    RecordKey key = RecordKey.of("etcd", "maindb", "founding");
    Foundings one = new StoredFoundings(store(table, 1), key);
    Foundings other = new StoredFoundings(store(table, 2), key);
    assertThat(one.create(FORMED)).isTrue();
    FoundingRecord byB = FoundingRecord.restored(Optional.of(FORMED), B, "three", NOTE);

    assertThat(one.replace(FORMED, RESTORED)).isTrue();
    assertThat(other.replace(FORMED, byB)).isFalse();

    assertThat(other.read()).contains(RESTORED);
  }

  private static RecordStore store(FakeRecordTable table, long seed) {
    return new RecordStore(table, new FakeTime(), new Random(seed));
  }

  @Test
  void oldDataIsMovedAsideEtcdWithItIsStoppedAndTheRestoredNodeStarts() {
    DataIdentity old = new DataIdentity(new EtcdId(9), FORMED.cluster());
    DataIdentity restored =
        new DataIdentity(FoundedIds.member(A.peerUrl(), "two"), RESTORED.cluster());

    assertThat(start(B, Optional.of(old), Sighting.none()))
        .isInstanceOf(Decision.MoveDataAside.class);
    assertThat(start(A, Optional.of(old), Sighting.none()))
        .isInstanceOf(Decision.MoveDataAside.class);
    assertThat(start(A, Optional.of(restored), Sighting.none()))
        .isEqualTo(new Decision.StartWithData(true));
    assertThat(start(B, Optional.empty(), Sighting.none())).isInstanceOf(Decision.Wait.class);
    assertThat(start(B, Optional.empty(), quorum(RESTORED.cluster(), A)))
        .isInstanceOf(Decision.Join.class);
  }

  @Test
  void aRestoredNodeThatLosesItsDataNeverComesBackAsItself() {
    assertThat(start(A, Optional.empty(), Sighting.none())).isInstanceOf(Decision.Wait.class);
    assertThat(RESTORED.founderToStart(A)).isEmpty();
    assertThat(RESTORED.isFormed()).isTrue();
  }

  private static Decision start(GroupMember self, Optional<DataIdentity> data, Sighting sighting) {
    return START.decide(
        new Situation(
            self,
            Optional.of(new GroupView(List.of(A, B, C), 3)),
            Optional.of(RESTORED),
            data,
            sighting,
            Duration.ofDays(1)));
  }

  @Test
  void theRecordKeepsWhoWhenAndWhy() {
    FoundingRecord refounded =
        FORMED.refounded(
            List.of(A, B),
            "three",
            new FoundingNote(
                FoundingNote.Kind.REFOUNDED, "i-2", NOW, "x\u00e9\n" + "y".repeat(200)));

    FoundingRecord read = FoundingText.parse("etcd/maindb/founding", FoundingText.of(refounded));

    assertThat(read).isEqualTo(refounded);
    assertThat(read.generation()).isEqualTo(2);
    assertThat(read.isFormed()).isFalse();
    assertThat(read.earlier()).containsExactly(FORMED.cluster());
    assertThat(read.note().orElseThrow().why()).hasSize(80).startsWith("xy");
    assertThat(read.formed().note()).isEqualTo(refounded.note());
  }
}
