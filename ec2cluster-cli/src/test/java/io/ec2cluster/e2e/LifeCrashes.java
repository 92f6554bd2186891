package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Every operation of the role's life over real servers, whose process is killed after one of its
 * steps, and run again: role record, names, pool and servers are then what they are without a
 * death.
 *
 * <p>How often each dies says {@link LifeDeaths}.
 *
 * @param <N> the engine's nodes
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
abstract class LifeCrashes<N extends LifeNodes.Member> {
  private final LifeDeaths deaths = new LifeDeaths(getClass().getSimpleName(), this::stopCluster);
  private Optional<LifeNodes<N>> cluster = Optional.empty();
  private List<N> members = List.of();

  /** An operation from a healthy cluster to a healthy cluster. */
  interface Operation<N extends LifeNodes.Member> {
    /** Whether a death was there to die. */
    boolean dies(LifeNodes<N> nodes, N primary, N candidate, N third) throws IOException;
  }

  /** The nodes of a new cluster, without a server. */
  abstract Cluster<N> newCluster() throws IOException;

  /** A cluster that is to be started: its first node becomes the primary. */
  record Cluster<N extends LifeNodes.Member>(LifeNodes<N> nodes, List<N> members) {}

  /** What only this engine can do. */
  Stream<DynamicTest> ownOperations() {
    return Stream.empty();
  }

  @TestFactory
  Stream<DynamicTest> operationsEndAlikeWhereverTheyDied() {
    return Stream.concat(
        Stream.of(
            test("handover that calls the candidate", this::handoverThatCalls),
            test("handover to a waiting candidate", this::handoverToAWaitingCandidate),
            test("handover that the candidate starts", this::handoverThatTheCandidateStarts),
            test("promote, and rejoin in place", this::promoteAndRejoinInPlace),
            test("promote, and rejoin by a new copy", this::promoteAndReclone),
            test("promote that waits for its offer", this::promoteThatWaits),
            test("pool leave, pool join", this::poolLeaveAndJoin),
            test("pool check", this::poolCheck),
            test("leave", this::leave),
            test("leave --last", this::leaveLast)),
        ownOperations());
  }

  @AfterAll
  void stopCluster() throws IOException {
    if (cluster.isPresent()) {
      cluster.get().close();
      cluster = Optional.empty();
    }
  }

  DynamicTest test(String name, Operation<N> operation) {
    return deaths.test(
        name,
        () -> {
          LifeNodes<N> nodes = cluster();
          return operation.dies(nodes, members.get(0), members.get(1), members.get(2));
        });
  }

  private LifeNodes<N> cluster() throws IOException {
    if (cluster.isEmpty()) {
      Cluster<N> made = newCluster();
      cluster = Optional.of(made.nodes());
      members = made.members();
      made.nodes().run(members.get(0), "init").expect(0);
      made.nodes().initAtOnce(members.subList(1, 3)).forEach(result -> result.expect(0));
    }
    return cluster.orElseThrow();
  }

  private boolean handoverThatCalls(LifeNodes<N> nodes, N primary, N candidate, N third)
      throws IOException {
    int epoch = epoch(nodes);

    boolean died = dies(nodes, primary, "handover", "--to", candidate.id());

    assertHandedOver(nodes, primary, candidate, third, epoch + 1);
    return died;
  }

  private boolean handoverToAWaitingCandidate(LifeNodes<N> nodes, N primary, N candidate, N third)
      throws IOException {
    int epoch = epoch(nodes);
    ToolRun waits = nodes.start(candidate, "promote", "--await-offer", "60s");

    boolean died = dies(nodes, primary, "handover", "--to", candidate.id(), "--candidate-waits");

    waits.await().expect(0);
    assertHandedOver(nodes, primary, candidate, third, epoch + 1);
    return died;
  }

  private boolean handoverThatTheCandidateStarts(
      LifeNodes<N> nodes, N primary, N candidate, N third) throws IOException {
    int epoch = epoch(nodes);

    boolean died = dies(nodes, candidate, "handover", "--to", candidate.id());

    NodeLocks.awaitIdle(primary.folder());
    assertHandedOver(nodes, primary, candidate, third, epoch + 1);
    return died;
  }

  private boolean promoteThatWaits(LifeNodes<N> nodes, N primary, N candidate, N third)
      throws IOException {
    int epoch = epoch(nodes);
    ToolRun handsOver =
        nodes.start(primary, "handover", "--to", candidate.id(), "--candidate-waits");

    boolean died = dies(nodes, candidate, "promote", "--await-offer", "60s");

    handsOver.await().expect(0);
    assertHandedOver(nodes, primary, candidate, third, epoch + 1);
    return died;
  }

  private boolean promoteAndRejoinInPlace(LifeNodes<N> nodes, N primary, N candidate, N third)
      throws IOException {
    nodes.stop(primary);
    return promoteAndRejoin(nodes, primary, candidate, third, "rejoin");
  }

  private boolean promoteAndReclone(LifeNodes<N> nodes, N primary, N candidate, N third)
      throws IOException {
    nodes.kill(primary);
    return promoteAndRejoin(nodes, primary, candidate, third, "rejoin", "--reclone", "--discard");
  }

  boolean promoteAndRejoin(LifeNodes<N> nodes, N primary, N candidate, N third, String... rejoin)
      throws IOException {
    int epoch = epoch(nodes);

    boolean promotionDied = dies(nodes, candidate, "promote");

    assertPublished(nodes, candidate, epoch + 1);
    assertThat(pool(nodes)).containsExactly(third.id());
    assertThat(nodes.isPrimary(candidate)).isTrue();
    assertThat(nodes.isRunning(primary)).isFalse();
    nodes.run(third, "pool", "check").expect(0);

    boolean returnDied = dies(nodes, primary, rejoin);

    swapRoles();
    assertHealthy(nodes, epoch + 1);
    return promotionDied || returnDied;
  }

  private boolean poolLeaveAndJoin(LifeNodes<N> nodes, N primary, N candidate, N third)
      throws IOException {
    boolean departureDied = dies(nodes, third, "pool", "leave");
    assertThat(pool(nodes)).containsExactly(candidate.id());
    nodes.run(third, "pool", "check").expect(0);
    assertThat(pool(nodes)).containsExactly(candidate.id());

    boolean returnDied = dies(nodes, third, "pool", "join");

    assertHealthy(nodes, epoch(nodes));
    return departureDied || returnDied;
  }

  private boolean poolCheck(LifeNodes<N> nodes, N primary, N candidate, N third)
      throws IOException {
    nodes.stop(third);

    boolean departureDied = dies(nodes, third, "pool", "check");

    assertThat(pool(nodes)).containsExactly(candidate.id());
    nodes.run(third, "init").expect(0);
    int epoch = epoch(nodes);
    nodes.run(primary, "handover", "--to", candidate.id()).expect(0);

    boolean followingDied = dies(nodes, third, "pool", "check");

    swapRoles();
    assertHealthy(nodes, epoch + 1);
    return departureDied || followingDied;
  }

  private boolean leave(LifeNodes<N> nodes, N primary, N candidate, N third) throws IOException {
    boolean died = dies(nodes, third, "leave", "--deadline", "0s");

    assertThat(pool(nodes)).containsExactly(candidate.id());
    assertThat(nodes.isRunning(third)).isFalse();
    assertThat(nodes.replicasKnownBy(primary)).isEqualTo(1);
    nodes.run(third, "init").expect(0);
    assertHealthy(nodes, epoch(nodes));
    return died;
  }

  private boolean leaveLast(LifeNodes<N> nodes, N primary, N candidate, N third)
      throws IOException {
    for (N replica : List.of(third, candidate)) {
      nodes.run(replica, "leave", "--deadline", "0s", "--allow-empty").expect(0);
    }

    boolean died = dies(nodes, primary, "leave", "--last");

    new ZoneText(nodes.zone()).assertFree(primary.id());
    assertThat(nodes.isRunning(primary)).isFalse();
    nodes.run(primary, "init").expect(0);
    nodes.initAtOnce(List.of(candidate, third)).forEach(result -> result.expect(0));
    assertHealthy(nodes, epoch(nodes));
    return died;
  }

  private boolean dies(LifeNodes<N> nodes, N node, String... command) {
    return deaths.dies(
        node.id(),
        new LifeDeaths.Commands() {
          @Override
          public ToolResult run(String... words) {
            return nodes.run(node, words);
          }

          @Override
          public ToolResult killed(Moment moment, int step, String... words) {
            return nodes.killed(node, moment, step, words);
          }
        },
        command);
  }

  private void assertHandedOver(LifeNodes<N> nodes, N primary, N candidate, N third, int epoch)
      throws IOException {
    assertPublished(nodes, candidate, epoch);
    assertThat(pool(nodes)).containsExactlyInAnyOrder(primary.id(), third.id());
    nodes.run(third, "pool", "check").expect(0);
    swapRoles();
    assertHealthy(nodes, epoch);
  }

  /** The candidate is the primary from now on, and the other way round. */
  private void swapRoles() {
    members = List.of(members.get(1), members.get(0), members.get(2));
  }

  private void assertHealthy(LifeNodes<N> nodes, int epoch) throws IOException {
    assertPublished(nodes, members.get(0), epoch);
    assertThat(pool(nodes))
        .as(deaths.toString())
        .containsExactlyInAnyOrder(members.get(1).id(), members.get(2).id());
    nodes.assertReplicates(members.get(0), members.subList(1, 3));
    for (N node : members) {
      nodes.run(node, "status").expect(0);
    }
  }

  private void assertPublished(LifeNodes<N> nodes, N primary, int epoch) throws IOException {
    new ZoneText(nodes.zone()).assertPublished(primary.id(), primary.address(), epoch, deaths);
  }

  private int epoch(LifeNodes<N> nodes) throws IOException {
    return new ZoneText(nodes.zone()).epoch();
  }

  private List<String> pool(LifeNodes<N> nodes) throws IOException {
    return new ZoneText(nodes.zone()).pool();
  }
}
