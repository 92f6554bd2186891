package io.ec2cluster.internal.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.Outcome;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Report;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.role.LeaseReport;
import io.ec2cluster.role.LeaveOptions;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.PoolCheckOptions;
import io.ec2cluster.role.PoolLeaveOptions;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.contract.StepDeaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class LeavePlanTest {
  private static final LeaveOptions LEAVE = new LeaveOptions(false, false, false, Optional.empty());
  private static final LeaveOptions LAST = new LeaveOptions(true, false, false, Optional.empty());

  private final Path state;
  private FakeTime time = new FakeTime();
  private FakeHostedZone zone = FakeHostedZone.of("example.com");

  LeavePlanTest(@TempDir Path state) {
    this.state = state;
  }

  @Test
  void aReplicaLeavesThePoolWaitsForTheReadersStopsAndIsForgotten() throws InterruptedException {
    Cluster cluster = new Cluster(3);
    ClusterNode second = cluster.node(2);
    Duration before = time.elapsed();

    Report report = second.run("leave", LEAVE);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(report.steps())
        .extracting(Report.StepReport::name)
        .containsExactly(
            "leave the replica pool",
            "wait for the readers",
            "stop",
            "forget i-2",
            "tell whether the engine runs");
    assertThat(second.engine.acts).containsExactly("stop", "i-2 forgotten by i-1");
    assertThat(second.pool()).containsExactly("i-3");
    assertThat(time.elapsed().minus(before))
        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(61));
    assertThat(second.cloud.presence("maindb").told()).endsWith("engine stopped");
    assertThat(report.notes())
        .containsExactly("out of the replica pool replica.maindb.example.com");
  }

  @Test
  void aDeadlineShortensTheWaitForTheReaders() throws InterruptedException {
    Cluster cluster = new Cluster(3);
    Duration before = time.elapsed();

    cluster
        .node(2)
        .run("leave", new LeaveOptions(false, false, false, Optional.of(Duration.ofSeconds(5))));

    assertThat(time.elapsed().minus(before))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
  }

  @Test
  void thePoolsLastReplicaLeavesOnlyIfTheEmptyPoolIsAllowed() throws InterruptedException {
    Cluster cluster = new Cluster(2);
    ClusterNode second = cluster.node(2);

    assertThatThrownBy(() -> second.run("leave", LEAVE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--allow-empty");
    assertThat(second.engine.acts).isEmpty();

    Report report = second.run("leave", new LeaveOptions(false, false, true, Optional.empty()));
    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(second.pool()).isEmpty();
  }

  @Test
  void aReplicaThatCannotBeStoppedIsBackInThePool() throws InterruptedException {
    Cluster cluster = new Cluster(3);
    ClusterNode second = cluster.node(2);
    second.engine.failingAct = Optional.of("stop");

    Report report = second.run("leave", LEAVE);

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(report.notes()).anySatisfy(note -> assertThat(note).contains("back in the replica"));
    assertThat(second.pool()).containsExactly("i-2", "i-3");
  }

  @Test
  void aReplicaThatIsStoppedStaysOutOfThePoolAndTheNextRunEndsWhatWasBegun()
      throws InterruptedException {
    ClusterNode second = new Cluster(3).node(2);
    second.engine.failingAct = Optional.of("forget");

    Report report = second.run("leave", LEAVE);

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(report.notes()).anySatisfy(note -> assertThat(note).contains("leave' again"));
    assertThat(second.pool()).containsExactly("i-3");

    second.engine.failingAct = Optional.empty();
    Duration before = time.elapsed();
    assertThat(second.run("leave", LEAVE).outcome()).isEqualTo(Outcome.DONE);
    assertThat(second.engine.acts).endsWith("i-2 forgotten by i-1");
    assertThat(time.elapsed()).as("readers are waited for once").isEqualTo(before);
  }

  @Test
  void thePrimaryIsNotLeftBehindByItsReplicas() throws InterruptedException {
    Cluster cluster = new Cluster(3);
    ClusterNode first = cluster.node(1);
    first.engine.follower("i-4", true);

    assertThatThrownBy(() -> first.run("leave", LEAVE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("i-2, i-3, i-4")
        .hasMessageContaining("--handover gives its role");
    assertThatThrownBy(() -> first.run("leave", LAST))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("other members: i-2, i-3, i-4");
    assertThatThrownBy(() -> cluster.node(2).run("leave", LAST))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--last is for the primary");
    assertThat(first.engine.acts).isEmpty();
  }

  @Test
  void theOnlyMemberNeedsToSayThatTheClusterEnds() throws InterruptedException {
    ClusterNode first = new Cluster(1).node(1);

    assertThatThrownBy(() -> first.run("leave", LEAVE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--last");
  }

  @Test
  void theLastMemberDissolvesTheClusterAndMayComeBack() throws InterruptedException {
    Cluster cluster = new Cluster(3);
    ClusterNode first = cluster.node(1);
    first.cloud.life("i-2", OwnerLife.DEAD).life("i-3", OwnerLife.DEAD);

    Report report = first.run("leave", LAST);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(first.engine.acts).containsExactly("stop");
    LeaseReport record = first.record();
    assertThat(record.state()).contains("free");
    assertThat(record.epoch()).contains(1L);
    assertThat(record.everPublished()).contains(true);
    assertThat(record.primaryTargets()).isEmpty();
    assertThat(first.pool()).isEmpty();
    assertThat(first.run("leave", LAST).outcome()).isEqualTo(Outcome.DONE);

    Report back = first.init();
    assertThat(back.role()).contains("primary");
    assertThat(first.record().primaryTargets()).containsExactly("10.0.0.1");
  }

  @Test
  void aReplicaThatComesInBetweenKeepsTheClusterAlive() throws InterruptedException {
    Cluster cluster = new Cluster(1);
    ClusterNode first = cluster.node(1);
    FakeOperationContext context = first.context();
    Plan plan = first.plan(context, "leave", LAST);
    cluster.join(2);

    Report report = context.run(plan);

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains("i-2");
    assertThat(first.engine.acts).isEmpty();
    assertThat(first.record().state()).contains("published");
  }

  @Test
  void aRecordIsKeptWhileTheEngineIsNotProvenStopped() throws InterruptedException {
    ClusterNode first = new Cluster(1).node(1);
    first.engine.failingAct = Optional.of("stop");

    Report report = first.run("leave", LAST);

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(first.record().state()).contains("published");
    assertThat(first.record().primaryTargets()).containsExactly("10.0.0.1");
  }

  @Test
  void whoIsInNoClusterCannotLeave() {
    ClusterNode lonely = new ClusterNode(1, zone, time, state);

    assertThatThrownBy(() -> lonely.run("leave", LEAVE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no cluster");
  }

  @TestFactory
  Stream<DynamicTest> aReplicasDepartureEndsAlikeWhereverItIsDisturbed()
      throws InterruptedException {
    return StepDeaths.of(() -> new Leaving(3, 2, "leave", LEAVE));
  }

  @TestFactory
  Stream<DynamicTest> aDissolutionEndsAlikeWhereverItIsDisturbed() throws InterruptedException {
    return StepDeaths.of(() -> new Leaving(1, 1, "leave", LAST));
  }

  @TestFactory
  Stream<DynamicTest> aDepartureFromThePoolEndsAlikeWhereverItIsDisturbed()
      throws InterruptedException {
    return StepDeaths.of(() -> new Leaving(3, 2, "pool leave", new PoolLeaveOptions(false)));
  }

  @TestFactory
  Stream<DynamicTest> aReturnToThePoolEndsAlikeWhereverItIsDisturbed() throws InterruptedException {
    return StepDeaths.of(
        () -> {
          Leaving scene = new Leaving(3, 2, "pool join", new NoSettings());
          scene.before("pool leave", new PoolLeaveOptions(false));
          return scene;
        });
  }

  @TestFactory
  Stream<DynamicTest> aCheckOfThePoolEndsAlikeWhereverItIsDisturbed() throws InterruptedException {
    return StepDeaths.of(
        () -> {
          Leaving scene = new Leaving(3, 2, "pool check", new PoolCheckOptions(false));
          scene.node.engine.unfit = Optional.of("20 MiB behind");
          scene.before("pool check", new PoolCheckOptions(false));
          scene.node.engine.unfit = Optional.empty();
          scene.node.engine.following = Optional.of("i-9");
          scene.node.cloud.life("i-3", OwnerLife.DEAD);
          return scene;
        });
  }

  /** A primary {@code i-1} and its replicas, in a zone of their own. */
  private final class Cluster {
    private final ClusterNode[] nodes;

    Cluster(int size) throws InterruptedException {
      time = new FakeTime();
      zone = FakeHostedZone.of("example.com");
      nodes = new ClusterNode[size];
      for (int number = 1; number <= size; number++) {
        nodes[number - 1] = join(number);
      }
    }

    ClusterNode join(int number) throws InterruptedException {
      ClusterNode node = new ClusterNode(number, zone, time, directory());
      Report report = node.init();
      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
      node.engine.acts.clear();
      return node;
    }

    ClusterNode node(int number) {
      return nodes[number - 1];
    }

    private Path directory() {
      try {
        return Files.createTempDirectory(state, "node");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** An operation of one node of a cluster. */
  private final class Leaving implements StepDeaths.Scene {
    private final ClusterNode node;
    private final String operation;
    private final Record options;
    private FakeOperationContext context;

    Leaving(int size, int number, String operation, Record options) {
      try {
        node = new Cluster(size).node(number);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      this.operation = operation;
      this.options = options;
      this.context = node.context();
    }

    void before(String earlier, Record earlierOptions) {
      try {
        node.run(earlier, earlierOptions);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Plan plan() throws InterruptedException {
      context = node.context();
      return node.plan(context, operation, options);
    }

    @Override
    public Report run(Plan plan) {
      return context.run(plan);
    }

    @Override
    public Object state() {
      return List.of(
          node.record(),
          node.pool(),
          node.engine.running,
          node.engine.following,
          node.engine.acts.contains("i-2 forgotten by i-1"),
          new PoolAbsence(node.context()).isByHand());
    }
  }
}
