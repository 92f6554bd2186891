package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.host.Interruptible;
import io.ec2cluster.host.Machine;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the other members need when a primary changes or a member leaves, with real servers. */
class FollowingIT {
  private final TestCluster cluster = new TestCluster();
  private final Node first = cluster.node(11);
  private final Node second = cluster.node(12);
  private final Node third = cluster.node(13);

  @BeforeEach
  void startServers() {
    Supplier<Assignment> ofFirst = TestCluster.replicaOf(first, Optional.empty());
    assertDone(cluster.become(first, Role.PRIMARY, TestCluster.founder(first)));
    assertDone(cluster.become(second, Role.REPLICA, ofFirst));
    assertDone(cluster.become(third, Role.REPLICA, ofFirst));
  }

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void runningReplicaTurnsToTheNewPrimaryWithoutARestartEvenWhileTheOldOneIsFrozen() {
    long frozen = pid(first);
    cluster.signal(frozen, "STOP");
    try {
      assertDone(
          cluster.run(
              cluster
                  .engine(second)
                  .promote(
                      TestCluster.promoted(
                          second, List.of(new Member(third.id(), third.address(), 1))))));
      long process = pid(third);
      Supplier<Assignment> ofSecond = TestCluster.replicaOf(second, Optional.empty());

      RunResult turned = cluster.run(cluster.engine(third).follow(ofSecond));

      assertDone(turned);
      cluster.sql(second, "CREATE TABLE t AS SELECT 7 AS x;");
      cluster.awaitSql(third, "SELECT x FROM t;", "7");
      assertThat(pid(third)).isEqualTo(process);
      assertThat(cluster.sql(second, "SELECT active FROM pg_replication_slots;")).isEqualTo("t");
      RunResult again = cluster.run(cluster.engine(third).follow(ofSecond));
      assertDone(again);
      // The name is not known here: every follow looks for it again.
      assertThat(again.steps())
          .filteredOn(step -> !step.name().equals("follow the primary's name"))
          .hasSizeGreaterThan(1)
          .allMatch(step -> step.outcome() == StepOutcome.ALREADY_SO);
      assertThat(cluster.engine(second).followers()).hasSize(1);
    } finally {
      cluster.signal(frozen, "CONT");
    }
  }

  @Test
  void replicaThatHasMoreThanTheNewPrimaryIsSentToRejoin() {
    cluster.stop(second, "fast");
    cluster.sql(first, "CREATE TABLE t AS SELECT 7 AS x;");
    cluster.awaitSql(third, "SELECT x FROM t;", "7");
    cluster.stop(first, "immediate");
    cluster.start(second);
    assertDone(
        cluster.run(cluster.engine(second).promote(TestCluster.promoted(second, List.of()))));

    RunResult refused =
        cluster.run(cluster.engine(third).follow(TestCluster.replicaOf(second, Optional.empty())));

    assertThat(refused.outcome()).as(refused.message()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.message()).contains("on timeline 1", "ec2cluster rejoin");
  }

  @Test
  void slotOfAMemberThatLeftIsDroppedOnceItIsUnused() {
    Supplier<Assignment> ofFirst = TestCluster.replicaOf(first, Optional.empty());
    cluster.stop(third, "fast");

    assertDone(cluster.run(cluster.engine(second).forget("i-13", ofFirst)));
    assertDone(cluster.run(cluster.engine(second).forget("i-13", ofFirst)));

    assertThat(cluster.sql(first, "SELECT string_agg(slot_name, ' ') FROM pg_replication_slots;"))
        .isEqualTo("i_12");
  }

  @Test
  void commitsWaitForTheReplicasThatAreNamedUntilNoneIs() {
    Server server =
        new Server(
            cluster.context(first, new ProcessCommands(System.getenv())),
            first.settings(),
            Machine.current(),
            layout());

    assertDone(
        cluster.run(
            List.of(new SynchronousStandbys(server, () -> Set.of("i-12", "i-13"), 1).step())));
    cluster.awaitSql(
        first, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum';", "2");
    assertThat(cluster.engine(first).followers()).allMatch(follower -> follower.synchronous());
    assertDone(cluster.become(first, Role.PRIMARY, TestCluster.founder(first)));
    assertThat(cluster.sql(first, "SHOW synchronous_standby_names;"))
        .isEqualTo("ANY 1 (\"i-12\", \"i-13\")");

    assertDone(cluster.run(List.of(detachment(Duration.ofMinutes(1)))));

    assertDone(
        cluster.run(List.of(new SynchronousStandbys(server, () -> Set.of("i-12"), 1).step())));
    cluster.awaitSql(first, "SHOW synchronous_standby_names;", "ANY 1 (\"i-12\")");
    RunResult needed = cluster.run(List.of(detachment(Duration.ofMillis(100))));
    assertThat(needed.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(needed.message()).contains("ANY 1 (\"i-12\")", "pool check' there");

    RunResult none = cluster.run(List.of(new SynchronousStandbys(server, Set::of, 1).step()));

    assertDone(none);
    assertThat(none.notes()).anyMatch(note -> note.contains("wait for nobody"));
    cluster.awaitSql(first, "SHOW synchronous_standby_names;", "");
  }

  private Step detachment(Duration patience) {
    Server replica =
        new Server(
            cluster.context(second, new ProcessCommands(System.getenv())),
            second.settings(),
            Machine.current(),
            layout());
    return new Detachment(replica, TestCluster.replicaOfPublished(first), patience).step();
  }

  private PostgresLayout layout() {
    return Interruptible.ask(
        () ->
            new LayoutFinder(
                    first.settings(), Machine.current(), new ProcessCommands(System.getenv()))
                .find());
  }

  private static long pid(Node node) {
    return new ServerProcesses(node.data()).postmaster().orElseThrow().pid();
  }

  private static void assertDone(RunResult result) {
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
  }
}
