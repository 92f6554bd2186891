package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.RefusedException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.postgres.TestCluster.Node;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.PlanItem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which slots are dropped, on a real server. */
class SlotPruningIT {
  private static final InstanceState RUNNING =
      new InstanceState("running", OwnerLife.NOT_PROVEN, false);
  private static final InstanceState TERMINATED =
      new InstanceState("terminated", OwnerLife.DEAD, false);

  private final TestCluster cluster = new TestCluster();
  private final Node primary = cluster.node(11);
  private final Node replica = cluster.node(12);
  private final Commands commands = new ProcessCommands(System.getenv());

  @BeforeEach
  void startServers() {
    RunResult founded = cluster.become(primary, Role.PRIMARY, TestCluster.founder(primary));
    assertThat(founded.outcome()).as(founded.message()).isEqualTo(Outcome.DONE);
    for (String slot : new String[] {"i_12", "i_13", "i_14", "i_15", "barman"}) {
      cluster.sql(primary, "SELECT pg_create_physical_replication_slot('" + slot + "', true);");
    }
  }

  @AfterEach
  void stopServers() {
    cluster.close();
  }

  @Test
  void onlySlotsOfInstancesThatAreGoneAreDroppedAfterTheirGrace() throws InterruptedException {
    Map<String, InstanceState> known = Map.of("i-11", RUNNING, "i-12", RUNNING, "i-13", TERMINATED);

    prune(known, Duration.ofHours(1));
    assertThat(slots()).isEqualTo("barman i_12 i_13 i_14 i_15");
    cluster.sql(primary, "SELECT pg_drop_replication_slot('i_15');");
    RunResult pruned = prune(known, Duration.ZERO);

    assertThat(pruned.notes()).anyMatch(note -> note.contains("dropped i_13, i_14"));
    assertThat(slots()).isEqualTo("barman i_12");
  }

  @Test
  void backEndThatDoesNotKnowThisNodeProvesNothing() {
    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> plan(primary, Map.of("i-13", TERMINATED), Duration.ZERO))
        .withMessageContainingAll("i-11", "no slot was dropped", "i_13");
    assertThat(slots()).isEqualTo("barman i_12 i_13 i_14 i_15");
  }

  @Test
  void replicaIsNotThePlaceToPrune() {
    RunResult joined =
        cluster.become(replica, Role.REPLICA, TestCluster.replicaOf(primary, Optional.empty()));
    assertThat(joined.outcome()).as(joined.message()).isEqualTo(Outcome.DONE);

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> plan(replica, Map.of(), Duration.ZERO))
        .withMessageContaining("on the primary");
  }

  private RunResult prune(Map<String, InstanceState> known, Duration grace)
      throws InterruptedException {
    Plan plan = plan(primary, known, grace);
    RunResult result = cluster.run(plan.items().stream().map(PlanItem::step).toList());
    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.DONE);
    return result;
  }

  private Plan plan(Node node, Map<String, InstanceState> known, Duration grace)
      throws InterruptedException {
    Cloud cloud = new KnownInstancesCloud(cluster.context(node, commands).cloud(), known);
    OperationContext context = cluster.context(node, commands, cloud);
    Server server = PostgresNode.server(context, node.settings(), Machine.current());
    return new SlotPruning(context, server, grace).plan();
  }

  private String slots() {
    return cluster.sql(
        primary, "SELECT string_agg(slot_name, ' ' ORDER BY slot_name) FROM pg_replication_slots;");
  }
}
