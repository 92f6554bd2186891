package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchRulesTest {
  private static final WatchRules RULES = new WatchRules(Duration.ofMinutes(1), 5000);
  private static final GroupMember SELF =
      new GroupMember("i-1", "http://10.0.0.1:2380", "http://10.0.0.1:2379");
  private static final FoundingRecord FORMING = FoundingRecord.first(List.of(SELF), "one");

  /** Members that restart for clients at the same time have no quorum. */
  @Test
  void whoseClusterIsFormedOpensWithoutAQuorum() {
    assertThat(RULES.decide(withoutQuorum(FORMING.formed(), FORMING.cluster(), false)))
        .isEqualTo(new Duty.Open());
  }

  @Test
  void nothingIsDoneWithoutAQuorumByWhoIsOpenOrNotFormed() {
    assertThat(RULES.decide(withoutQuorum(FORMING.formed(), FORMING.cluster(), true)))
        .isEqualTo(new Duty.Keep());
    assertThat(RULES.decide(withoutQuorum(FORMING, FORMING.cluster(), false)))
        .isEqualTo(new Duty.Keep());
  }

  @Test
  void dataOfAnotherClusterIsNeverOpened() {
    assertThat(RULES.decide(withoutQuorum(FORMING.formed(), new EtcdId(0xf0), false)))
        .isInstanceOf(Duty.Stop.class);
  }

  private static Watch withoutQuorum(FoundingRecord record, EtcdId cluster, boolean open) {
    EtcdId member = new EtcdId(1);
    return new Watch(
        SELF,
        Optional.of(new GroupView(List.of(SELF), 1)),
        Optional.of(record),
        Optional.of(new EtcdStatus(cluster, member, EtcdId.NONE, false, "3.4.23", 0, 1, 1)),
        Optional.empty(),
        open,
        Set.of(),
        Duration.ZERO);
  }
}
