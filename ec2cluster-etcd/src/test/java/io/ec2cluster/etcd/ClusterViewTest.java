package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
  private static ClusterMember member(int id, boolean learner) {
    String host = "10.0.0." + id;
    return new ClusterMember(
        new EtcdId(id), "i-" + id, List.of("http://" + host + ":2380"), List.of(), learner);
  }

  private static ClusterView view(int voters, int live) {
    List<ClusterMember> members =
        IntStream.rangeClosed(1, voters).mapToObj(id -> member(id, false)).toList();
    Set<EtcdId> answering = new HashSet<>();
    IntStream.rangeClosed(1, live).forEach(id -> answering.add(new EtcdId(id)));
    return new ClusterView(
        new EtcdId(99), members, new EtcdId(1), 100, answering, "http://10.0.0.1:2379");
  }

  /** Without the arithmetic of the code: every way to lose the quorum is counted out. */
  @Property
  void whoCanBeSparedLeavesAQuorum(
      @ForAll @IntRange(min = 1, max = 9) int voters,
      @ForAll @IntRange(min = 0, max = 9) int answering,
      @ForAll @IntRange(min = 1, max = 9) int leaving) {
    int live = Math.min(voters, answering);
    int member = Math.min(voters, leaving);

    boolean spared = view(voters, live).canSpare(member(member, false));

    int liveAfter = member <= live ? live - 1 : live;
    boolean quorumBefore = live * 2 > voters;
    boolean quorumAfter = voters > 1 && liveAfter * 2 > voters - 1;
    assertThat(spared).isEqualTo(quorumBefore && quorumAfter);
  }

  @Test
  void whoIsGoneForTheGracePeriodAndAtTwoReadsIsAGhost() {
    FakeTime time = new FakeTime();
    Ghosts ghosts = new Ghosts(time, Duration.ofMinutes(5));
    Set<EtcdId> gone = Set.of(new EtcdId(1));

    assertThat(ghosts.observe(gone)).isEmpty();
    time.advance(Duration.ofMinutes(4));
    assertThat(ghosts.observe(gone)).isEmpty();
    time.advance(Duration.ofMinutes(1));
    assertThat(ghosts.observe(gone)).isEqualTo(gone);

    assertThat(ghosts.observe(Set.of())).isEmpty();
    time.advance(Duration.ofMinutes(9));
    assertThat(ghosts.observe(gone)).isEmpty();
  }

  @Test
  void etcdThatEndsEarlyIsStartedLaterEachTime() {
    FakeTime time = new FakeTime();
    Backoff backoff = new Backoff(time);
    assertThat(backoff.left()).isZero();

    for (int seconds : List.of(1, 2, 4, 8, 16, 30, 30)) {
      backoff.started();
      assertThat(backoff.left()).isEqualTo(Duration.ofSeconds(seconds));
      time.advance(Duration.ofSeconds(seconds));
      assertThat(backoff.left()).isZero();
    }
    backoff.started();
    time.advance(Duration.ofMinutes(2));
    assertThat(backoff.left()).isEqualTo(Duration.ofSeconds(1));
    backoff.stopped();
    assertThat(backoff.left()).isZero();
  }
}
