package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.etcd.LeaveRules.Act;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LeaveRulesTest {
  private static final GroupMember SELF =
      new GroupMember("i-1", "http://10.0.0.1:2380", "http://10.0.0.1:2379");

  private static ClusterMember member(int id, String name, boolean learner) {
    return new ClusterMember(
        new EtcdId(id), name, List.of("http://10.0.0." + id + ":2380"), List.of(), learner);
  }

  private static ClusterView view(List<ClusterMember> members, Set<EtcdId> live) {
    return new ClusterView(
        new EtcdId(99), members, new EtcdId(1), 100, live, "http://10.0.0.1:2379");
  }

  /** Every set of voters that answer, counted out without the arithmetic of the code. */
  @Property
  void voterLeavesExactlyWhereTheOthersThatAnswerAreAQuorum(
      @ForAll @IntRange(min = 1, max = 7) int voters,
      @ForAll @IntRange(min = 0, max = 127) int answering) {
    List<ClusterMember> members = new ArrayList<>();
    Set<EtcdId> live = new HashSet<>();
    for (int id = 1; id <= voters; id++) {
      members.add(member(id, "i-" + id, false));
      if ((answering & (1 << (id - 1))) != 0) {
        live.add(new EtcdId(id));
      }
    }

    Act act = LeaveRules.next(SELF, view(members, live));

    long others = live.stream().filter(id -> !id.equals(new EtcdId(1))).count();
    boolean before = live.size() * 2 > voters;
    boolean after = others * 2 > voters - 1;
    if (voters == 1) {
      assertThat(act).isInstanceOf(Act.Last.class);
    } else if (before && after) {
      assertThat(act).isEqualTo(new Act.Remove(members.get(0)));
    } else {
      assertThat(act).isInstanceOf(Act.Wait.class);
    }
  }

  @Test
  void lastVoterStaysAlsoBesideALearner() {
    List<ClusterMember> members = List.of(member(1, "i-1", false), member(2, "i-2", true));

    assertThat(LeaveRules.next(SELF, view(members, Set.of(new EtcdId(1), new EtcdId(2)))))
        .isEqualTo(new Act.Last());
  }

  @Test
  void whoIsNotListedIsGone() {
    assertThat(LeaveRules.next(SELF, view(List.of(member(2, "i-2", false)), Set.of())))
        .isEqualTo(new Act.Gone());
  }

  @Test
  void halfFinishedJoinOfThisNodeGoesFirst() {
    // Added, never started: it has this node's address and no name.
    ClusterMember begun =
        new ClusterMember(new EtcdId(7), "", List.of(SELF.peerUrl()), List.of(), true);
    ClusterMember old = member(9, "i-1", false);
    List<ClusterMember> members = List.of(old, member(2, "i-2", false), begun);

    assertThat(LeaveRules.next(SELF, view(members, Set.of(new EtcdId(9), new EtcdId(2)))))
        .isEqualTo(new Act.Remove(begun));
  }
}
