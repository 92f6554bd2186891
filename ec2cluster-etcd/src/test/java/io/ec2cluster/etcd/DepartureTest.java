package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.Departure.Result;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.Group;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import io.ec2cluster.etcd.group.StaticGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Departures from a simulated cluster in which nothing fails unless the test says so. */
class DepartureTest {
  private final List<String> said = new ArrayList<>();

  /** A formed cluster, of which everybody serves. */
  private static SimWorld formed(int size) throws InterruptedException {
    SimWorld world = new SimWorld(1, size);
    world.faulty = false;
    for (int i = 0; i < size; i++) {
      world.addNode(Optional.empty());
    }
    settle(world);
    return world;
  }

  private static void settle(SimWorld world) throws InterruptedException {
    for (int round = 0; round < 100 && !world.unsettled().isEmpty(); round++) {
      world.time.advance(Duration.ofSeconds(3));
      for (SimNode node : world.nodes) {
        world.round(node);
      }
    }
    assertThat(world.unsettled()).isEmpty();
  }

  private static SimCluster cluster(SimWorld world) {
    return world.cluster(world.record.orElseThrow().cluster());
  }

  private static SimNode leader(SimWorld world) {
    EtcdId first =
        cluster(world)
            .chosen
            .orElseGet(() -> cluster(world).members.keySet().stream().sorted().findFirst().get());
    return world.nodes.stream()
        .filter(node -> node.disk.orElseThrow().memberId().equals(first))
        .findFirst()
        .orElseThrow();
  }

  private Departure departure(SimWorld world, SimNode node) {
    return new Departure(world.parts(node).heard(told -> {}, said::add), said::add);
  }

  @Test
  void leaderHandsOverAndIsThenRemoved() throws InterruptedException {
    SimWorld world = formed(3);
    SimNode leader = leader(world);

    assertThat(departure(world, leader).attempt()).isEqualTo(Result.LEFT);

    assertThat(said).hasSize(2);
    assertThat(said.get(0)).startsWith("moving the leadership to i-");
    assertThat(said.get(1)).startsWith("leaving cluster");
    assertThat(cluster(world).members).hasSize(2);
    assertThat(cluster(world).findByPeerUrl(leader.self.peerUrl())).isEmpty();
  }

  @Test
  void handOverAloneKeepsTheMember() throws InterruptedException {
    SimWorld world = formed(3);
    SimNode leader = leader(world);

    departure(world, leader).handOver();

    assertThat(leader(world)).isNotSameAs(leader);
    assertThat(cluster(world).members).hasSize(3);
  }

  @Test
  void whoDoesNotLeadHandsNothingOver() throws InterruptedException {
    SimWorld world = formed(3);
    SimNode leader = leader(world);
    SimNode other = world.nodes.get(leader == world.nodes.get(0) ? 1 : 0);

    departure(world, other).handOver();

    assertThat(said).isEmpty();
    assertThat(leader(world)).isSameAs(leader);
  }

  @Test
  void handOverWhoseAnswerIsLostIsSettledByAskingWhoLeads() throws InterruptedException {
    SimWorld world = formed(3);
    SimNode leader = leader(world);
    world.loseAnswerTo = Optional.of("moveLeader");

    departure(world, leader).handOver();

    assertThat(leader(world)).isNotSameAs(leader);
    assertThat(said.stream().filter(words -> words.startsWith("moving"))).hasSize(1);
  }

  @Test
  void removalWhoseAnswerIsLostIsFoundNextTime() throws InterruptedException {
    SimWorld world = formed(3);
    SimNode node = world.nodes.get(1);
    world.loseAnswerTo = Optional.of("remove");

    assertThat(departure(world, node).leaveWithin(Duration.ofSeconds(10))).isEqualTo(Result.LEFT);

    assertThat(said.stream().filter(words -> words.startsWith("leaving cluster"))).hasSize(1);
    assertThat(cluster(world).members).hasSize(2);
  }

  /** Its own etcd has ended by then, and the group is not there: it knows the others. */
  @Test
  void removalIsConfirmedByTheOthersAlsoWithoutTheGroup() throws InterruptedException {
    SimWorld world = formed(3);
    SimNode node = world.nodes.get(1);
    Node parts = world.parts(node);
    Group unread =
        SilentGroup.of(
            node.self,
            () -> {
              throw new EnvironmentException("no answer");
            });
    Node alone =
        new Node(
            unread,
            parts.foundings(),
            parts.turns(),
            parts.data(),
            parts.server(),
            parts.access(),
            parts.time(),
            parts.tokens(),
            parts.records(),
            said::add);
    world.loseAnswerTo = Optional.of("remove");

    assertThat(new Departure(alone, said::add).leaveWithin(Duration.ofSeconds(10)))
        .isEqualTo(Result.LEFT);
  }

  @Test
  void lastOneStaysAndSaysSo() throws InterruptedException {
    SimWorld world = formed(1);

    assertThat(departure(world, world.nodes.get(0)).leaveWithin(Duration.ofMinutes(1)))
        .isEqualTo(Result.LAST);

    assertThat(said)
        .containsExactly(
            "not leaving: this is the last member that votes, and holds the only data");
  }

  @Test
  void twoLeaveAndTheThirdStays() throws InterruptedException {
    SimWorld world = formed(3);

    assertThat(departure(world, world.nodes.get(0)).attempt()).isEqualTo(Result.LEFT);
    assertThat(departure(world, world.nodes.get(1)).attempt()).isEqualTo(Result.LEFT);
    assertThat(departure(world, world.nodes.get(2)).attempt()).isEqualTo(Result.LAST);

    assertThat(world.hasQuorum(cluster(world))).isTrue();
  }

  @Test
  void whoseLeavingWouldCostTheQuorumWaitsForTheOthersForSoLong() throws InterruptedException {
    SimWorld world = formed(3);
    SimNode node = world.nodes.get(1);
    world.nodes.get(2).off = true;

    assertThat(departure(world, node).leaveWithin(Duration.ofSeconds(10)))
        .isEqualTo(Result.NOT_YET);
    assertThat(said).anyMatch(words -> words.contains("would be no quorum"));
    assertThat(cluster(world).members).hasSize(3);
    world.nodes.get(2).off = false;
    assertThat(departure(world, node).attempt()).isEqualTo(Result.LEFT);
  }

  @Test
  void beforeTheClusterIsFormedThereIsNothingToLeave() throws InterruptedException {
    SimWorld world = new SimWorld(1, 3);
    world.faulty = false;

    assertThat(departure(world, world.addNode(Optional.empty())).attempt()).isEqualTo(Result.LEFT);
  }

  @Test
  void heldNodeStaysInItsHookUntilItHasLeft() throws InterruptedException {
    SimWorld world = formed(2);
    SimNode node = world.nodes.get(0);
    node.leaving = true;
    world.nodes.get(1).off = true;

    world.round(node);
    assertThat(node.terminated).isFalse();
    world.nodes.get(1).off = false;
    world.round(node);

    assertThat(node.terminated).isTrue();
    assertThat(cluster(world).members).hasSize(1);
  }

  @Test
  void lastOneIsHeldUntilANewcomerHasItsData() throws InterruptedException {
    SimWorld world = formed(1);
    SimNode node = world.nodes.get(0);
    node.leaving = true;
    world.round(node);
    assertThat(node.terminated).isFalse();

    SimNode newcomer = world.addNode(Optional.empty());
    settle(world);

    assertThat(node.terminated).isTrue();
    assertThat(cluster(world).findByPeerUrl(newcomer.self.peerUrl())).isPresent();
  }

  @Test
  void onStopAsksTheGroupOnlyWhereItDependsOnIt() throws InterruptedException {
    GroupMember self = new GroupMember("i-1", "http://10.0.0.1:2380", "http://10.0.0.1:2379");
    Group stays = new StaticGroup(self, new GroupView(List.of(self), 1));
    Group leaves = SilentGroup.of(self, () -> true);
    Group silent =
        SilentGroup.of(
            self,
            () -> {
              throw new EnvironmentException("no answer");
            });

    assertThat(OnStop.STAY.leaves(leaves, said::add)).isFalse();
    assertThat(OnStop.LEAVE.leaves(stays, said::add)).isTrue();
    assertThat(OnStop.LEAVE.leaves(silent, said::add)).isTrue();
    assertThat(OnStop.LEAVE_IF_TERMINATING.leaves(stays, said::add)).isFalse();
    assertThat(OnStop.LEAVE_IF_TERMINATING.leaves(leaves, said::add)).isTrue();
    assertThat(said).isEmpty();
    assertThat(OnStop.LEAVE_IF_TERMINATING.leaves(silent, said::add)).isFalse();
    assertThat(said).singleElement().asString().contains("so it stays a member: no answer");
  }
}
