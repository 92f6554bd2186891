package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.e2e.RedisNodes.Node;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.CuttableLink;
import io.ec2cluster.testing.standin.Route53Fault;
import io.ec2cluster.testing.standin.Route53Faults;
import io.ec2cluster.testing.standin.Signals;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The shipped agent beside real Redis servers, while Route 53 fails in every way, servers freeze,
 * the role moves on and clients misbehave: it lives, is right again when that is over, and takes no
 * more memory, descriptors and threads than before. How long it takes says {@link FaultSchedule}.
 */
@Timeout(value = 10, unit = TimeUnit.HOURS) // Each wait has a bound of its own.
class AgentSoakIT {
  private static final int OK = 200;
  private static final int NO = 503;
  private static final int REFUSED = 3;
  private static final Duration LONGEST_TASK = Duration.ofSeconds(60);
  private static final String READINGS = "ec2cluster_role_record_readings_total";
  private static final String TASKS = "ec2cluster_task_runs_total";
  private static final String DEMOTIONS = "ec2cluster_demotions_total";
  private static final String DONE = "outcome=\"done\"";

  private final int agentPort = LoopbackPorts.free();
  private final FencingStage aws = new FencingStage(instance -> {});
  private final List<ToolRun> agents = new ArrayList<>();
  private CuttableLink link;
  private RedisNodes nodes;
  private Node primary;
  private Node replica;
  private int takeovers;

  /** What happens to the zone, to a server or to the role. */
  private enum Fault {
    ZONE_THROTTLES,
    ZONE_FAILS,
    ZONE_LOSES_ANSWERS,
    ZONE_IS_SLOW,
    ZONE_IS_CUT_OFF,
    ZONE_REFUSES_CONNECTIONS,
    SERVER_FREEZES,
    HANDOVER,
    TAKEOVER
  }

  @BeforeEach
  void startCluster() throws IOException {
    link = link(0);
    URI route53 = URI.create("http://127.0.0.1:" + link.port());
    Map<String, String> environment = new HashMap<>(ProcessVitals.ENVIRONMENT);
    environment.putAll(FencingStage.environment(route53, aws.ec2().endpoint()));
    nodes = new RedisNodes(environment);
    primary = node(11);
    replica = node(12);
    for (Node node : List.of(primary, replica)) {
      aws.ec2().run(node.id());
      nodes.run(node, "init").expect(0);
      agents.add(nodes.start(node, "agent"));
    }
    awaitRight();
  }

  @AfterEach
  void stopCluster() throws IOException {
    nodes.close();
    link.close();
    aws.close();
  }

  @Test
  void agentsAreRightAfterFaultsAndAsSmallAsBefore() throws Exception {
    FaultSchedule<Fault> schedule = new FaultSchedule<>("agents", List.of(Fault.values()));
    soak(schedule, schedule::isWarmingUp);
    // Classes of a role that an agent has not had yet would be 24 MiB more.
    handOver();
    List<ProcessVitals> before = new ArrayList<>();
    for (ToolRun agent : agents) {
      before.add(ProcessVitals.of("agent " + agents.indexOf(agent), agent.process()));
    }

    soak(schedule, schedule::goesOn);

    long calm = System.nanoTime();
    awaitRight();
    System.out.println("right after " + Duration.ofNanos(System.nanoTime() - calm));
    for (ToolRun agent : agents) {
      assertThat(agent.process().isAlive()).as(Files.readString(agent.errors())).isTrue();
    }
    assertThat(demotions()).as("primaries that their agents stopped").isEqualTo(takeovers);
    for (ProcessVitals vitals : before) {
      vitals.awaitFlat();
    }
  }

  private void soak(FaultSchedule<Fault> schedule, BooleanSupplier more) throws Exception {
    AgentClients first = new AgentClients(talk(primary), schedule.another());
    AgentClients second = new AgentClients(talk(replica), schedule.another());
    try (first;
        second) {
      while (more.getAsBoolean()) {
        inflict(schedule.next(), schedule);
        schedule.await();
      }
    }
  }

  private void inflict(Fault fault, FaultSchedule<Fault> schedule) throws Exception {
    Route53Faults zone = aws.route53().faults();
    switch (fault) {
      case ZONE_THROTTLES -> zone.random(schedule.another(), 100, Route53Fault.THROTTLING);
      case ZONE_FAILS ->
          zone.random(
              schedule.another(),
              80,
              Route53Fault.INTERNAL_FAILURE,
              Route53Fault.UNAVAILABLE,
              Route53Fault.INTERNAL_FAILURE_AFTER_COMMIT);
      case ZONE_LOSES_ANSWERS ->
          zone.random(
              schedule.another(),
              80,
              Route53Fault.LOST_BEFORE_COMMIT,
              Route53Fault.ANSWER_LOST_AFTER_COMMIT);
      case ZONE_IS_SLOW -> zone.delay(Duration.ofSeconds(1));
      case ZONE_IS_CUT_OFF -> link.cut();
      case ZONE_REFUSES_CONNECTIONS -> link.close();
      case SERVER_FREEZES -> {
        freeze(schedule.oneOf(List.of(primary, replica)), schedule);
        return;
      }
      case HANDOVER -> {
        handOver();
        return;
      }
      case TAKEOVER -> {
        takeOver();
        return;
      }
    }
    schedule.await();
    zone.clear();
    link.mend();
    if (fault == Fault.ZONE_REFUSES_CONNECTIONS) {
      link = link(link.port());
    }
  }

  private void freeze(Node node, FaultSchedule<Fault> schedule) throws Exception {
    ProcessHandle server = nodes.server(node).orElseThrow();
    Signals.send("STOP", server);
    schedule.await();
    Signals.send("CONT", server);
  }

  /** As a person would, when all is well: a replica that was frozen may be out of the pool. */
  private void handOver() throws IOException {
    awaitRight();
    insist(primary, "handover", "--to", replica.id());
    swap();
    awaitRight();
  }

  /** The agent of the primary that thaws stops it, and brings it back. */
  private void takeOver() throws Exception {
    awaitRight();
    ProcessHandle server = nodes.server(primary).orElseThrow();
    Signals.send("STOP", server);
    insist(replica, "promote", "--force");
    Signals.send("CONT", server);
    takeovers++;
    swap();
    awaitRight();
  }

  /** The agent's tasks take the node's lock too: whoever is refused by one tries again. */
  private void insist(Node node, String... command) {
    long end = System.nanoTime() + LONGEST_TASK.toNanos();
    ToolResult result = nodes.run(node, command);
    while (result.exitCode() == REFUSED
        && result.errors().contains("another operation")
        && System.nanoTime() - end < 0) {
      result = nodes.run(node, command);
    }
    result.expect(0);
  }

  private void swap() {
    Node before = primary;
    primary = replica;
    replica = before;
  }

  /** Answers are right, and come from readings and tasks that succeed. */
  private void awaitRight() throws IOException {
    talk(primary).await("/primary", OK).await("/replica", NO);
    talk(replica).await("/replica", OK).await("/primary", NO);
    for (Node node : List.of(primary, replica)) {
      talk(node).await("/health", OK).await("/liveness", OK);
      talk(node).awaitGrowth(READINGS, DONE, 1).awaitGrowth(TASKS, DONE, 1);
    }
  }

  private double demotions() throws IOException {
    return talk(primary).metric(DEMOTIONS, "redis") + talk(replica).metric(DEMOTIONS, "redis");
  }

  private CuttableLink link(int port) throws IOException {
    URI route53 = aws.route53().endpoint();
    return new CuttableLink(
        "127.0.0.1", port, new InetSocketAddress(route53.getHost(), route53.getPort()));
  }

  private Node node(int number) throws IOException {
    Node node = nodes.node(number);
    Files.writeString(
        node.folder().resolve("config.yaml"),
        """
        rejoin: automatic
        agent:
          listen: "%s:%d"
          every: 300ms
          record-every: 5s
          record-valid: 10s
          tasks: {pool check: 2s}
        """
            .formatted(node.address(), agentPort),
        StandardOpenOption.APPEND);
    return node;
  }

  private AgentTalk talk(Node node) {
    return new AgentTalk(node.address(), agentPort);
  }
}
