package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StartRulesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final StartRules RULES = new StartRules(PATIENCE, PATIENCE);
  private static final GroupMember A = node("i-1", "10.0.0.1");
  private static final GroupMember B = node("i-2", "10.0.0.2");
  private static final GroupMember C = node("i-3", "10.0.0.3");
  private static final FoundingRecord FORMING = FoundingRecord.first(List.of(A, B, C), "one");
  private static final FoundingRecord ANEW = FORMING.next(List.of(A, B, C), "two");
  private static final DataIdentity DATA =
      new DataIdentity(FoundedIds.member(A.peerUrl(), "one"), FORMING.cluster());
  private static final EtcdId FOREIGN = new EtcdId(0xf0);

  private static GroupMember node(String name, String host) {
    return new GroupMember(name, "http://" + host + ":2380", "http://" + host + ":2379");
  }

  private static ClusterView view(EtcdId cluster, GroupMember... nodes) {
    List<ClusterMember> members =
        List.of(nodes).stream()
            .map(
                node ->
                    new ClusterMember(
                        FoundedIds.member(node.peerUrl(), "one"),
                        node.name(),
                        List.of(node.peerUrl()),
                        List.of(node.clientUrl()),
                        false))
            .toList();
    EtcdId leader = members.get(0).id();
    return new ClusterView(cluster, members, leader, 10, Set.of(leader), nodes[0].clientUrl());
  }

  @Provide
  Arbitrary<Situation> situations() {
    Arbitrary<Optional<GroupView>> groups =
        Arbitraries.of(
            Optional.empty(),
            Optional.of(new GroupView(List.of(), 3)),
            Optional.of(new GroupView(List.of(A), 3)),
            Optional.of(new GroupView(List.of(A, B), 3)),
            Optional.of(new GroupView(List.of(B, C), 3)),
            Optional.of(new GroupView(List.of(A, B, C), 3)));
    Arbitrary<Optional<FoundingRecord>> records =
        Arbitraries.of(FORMING, FORMING.withStarted("i-1"), FORMING.formed(), ANEW, ANEW.formed())
            .optional();
    Arbitrary<Optional<DataIdentity>> data =
        Arbitraries.of(
                DATA,
                new DataIdentity(FoundedIds.member(A.peerUrl(), "two"), ANEW.cluster()),
                new DataIdentity(new EtcdId(7), FOREIGN))
            .optional();
    Arbitrary<Sighting> sightings =
        Arbitraries.of(
            Sighting.none(),
            new Sighting(List.of(), new TreeSet<>(Set.of(B.clientUrl()))),
            new Sighting(List.of(view(FORMING.cluster(), B, C)), new TreeSet<>()),
            new Sighting(List.of(view(FORMING.cluster(), A, B, C)), new TreeSet<>()),
            new Sighting(List.of(view(FOREIGN, node("x", "10.9.0.1"))), new TreeSet<>()),
            new Sighting(
                List.of(view(FORMING.cluster(), A, B), view(FOREIGN, C)), new TreeSet<>()));
    Arbitrary<Duration> ages = Arbitraries.of(Duration.ZERO, PATIENCE);
    return Combinators.combine(groups, records, data, sightings, ages)
        .as((g, r, d, s, age) -> new Situation(A, g, r, d, s, age));
  }

  @Property(tries = 3000)
  void nothingIsFoundedOnceAClusterFormedNorBesideOneNorOnAGroupThatIsNotRead(
      @ForAll("situations") Situation situation) {
    Decision decision = RULES.decide(situation);

    if (decision instanceof Decision.Found founding) {
      assertThat(situation.record().filter(FoundingRecord::isFormed)).isEmpty();
      assertThat(situation.data()).isEmpty();
      assertThat(founding.founders()).contains(A);
      assertThat(situation.record().isPresent() || situation.sighting().clusters().isEmpty())
          .isTrue();
    }
  }

  @Property(tries = 3000)
  void dataIsOnlyGivenUpOnProofThatItDoesNotCount(@ForAll("situations") Situation situation) {
    Decision decision = RULES.decide(situation);

    if (decision instanceof Decision.MoveDataAside) {
      FoundingRecord record = situation.record().orElseThrow();
      DataIdentity data = situation.data().orElseThrow();
      boolean ofLostFounding = record.earlier().contains(data.clusterId());
      boolean removed =
          situation
              .sighting()
              .find(data.clusterId())
              .filter(cluster -> cluster.find(data.memberId()).isEmpty())
              .isPresent();
      assertThat(ofLostFounding || removed).isTrue();
    }
  }

  @Property(tries = 3000)
  void etcdIsOpenedToClientsOnlyWithDataOfAFormedCluster(
      @ForAll("situations") Situation situation) {
    Decision decision = RULES.decide(situation);

    if (decision instanceof Decision.StartWithData start && situation.record().isPresent()) {
      FoundingRecord record = situation.record().get();
      assertThat(start.open()).isEqualTo(record.isFormed());
      assertThat(situation.data().map(DataIdentity::clusterId)).contains(record.cluster());
      DataIdentity data = situation.data().orElseThrow();
      assertThat(
              situation
                  .sighting()
                  .find(data.clusterId())
                  .filter(cluster -> cluster.live().contains(data.memberId())))
          .as("a member that answers is not started a second time")
          .isEmpty();
    }
    if (decision instanceof Decision.StartAsFounder) {
      assertThat(situation.data()).isEmpty();
      assertThat(situation.record().orElseThrow().started()).doesNotContain("i-1");
    }
  }

  @Test
  void totalLossFoundsNothingAndSaysWhatToDo() {
    Decision decision =
        RULES.decide(
            new Situation(
                A,
                Optional.of(new GroupView(List.of(A, B, C), 3)),
                Optional.of(FORMING.formed()),
                Optional.empty(),
                Sighting.none(),
                Duration.ofDays(9)));

    assertThat(decision).isInstanceOf(Decision.Wait.class);
    assertThat(decision.words()).contains("nothing is founded", FORMING.cluster().hex());
  }

  @Test
  void dataOfAnotherClusterIsRefusedWithBothNamed() {
    Decision decision =
        RULES.decide(
            new Situation(
                A,
                Optional.of(new GroupView(List.of(A), 1)),
                Optional.of(FORMING.formed()),
                Optional.of(new DataIdentity(new EtcdId(7), FOREIGN)),
                Sighting.none(),
                Duration.ZERO));

    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    assertThat(decision.words()).contains(FOREIGN.hex(), FORMING.cluster().hex());
  }
}
