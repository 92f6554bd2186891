package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.e2e.PostgresNodes.BackEnd;
import io.ec2cluster.e2e.PostgresNodes.Node;
import io.ec2cluster.e2e.SqlWriter.Acknowledged;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shipped agent beside real Postgres servers, a real HAProxy in front of them. */
@Timeout(300)
class PostgresAgentIT {
  private static final int OK = 200;
  private static final int NO = 503;
  private static final int BAD_USAGE = 2;
  private static final int TERMINATED = 143;
  private static final String READINGS = "ec2cluster_role_record_readings_total";

  private final int agentPort = LoopbackPorts.free();
  private PostgresNodes nodes;
  private Node first;
  private Node second;

  @BeforeEach
  void startCluster() throws IOException {
    nodes =
        new PostgresNodes(
            BackEnd.localWithRemote()
                .with(
                    "",
                    "agent: {listen: \"127.0.0.NUMBER:%d\", every: 300ms, tasks: {pool check: 2s}}"
                        .formatted(agentPort)));
    first = nodes.node(11);
    second = nodes.node(12);
    nodes.init(first).expect(0);
    nodes.init(second).expect(0);
    nodes.sql(first, SqlWriter.PREPARATION);
    nodes.assertReplicates(first, List.of(second));
  }

  @AfterEach
  void stopCluster() throws IOException {
    nodes.close();
  }

  @Test
  void haproxyFollowsAHandover() throws IOException {
    agentOf(first);
    agentOf(second);
    talk(first).await("/primary", OK).await("/replica", NO).await("/health", OK);
    talk(second).await("/replica", OK).await("/primary", NO).await("/replica?lag=16MB", OK);
    assertThat(talk(second).status("/postgres/replica")).isEqualTo(OK);
    assertThat(talk(second).get("/primary").body()).contains("\"owner\" : \"i-11\"");

    try (AgentDoor door =
        new AgentDoor(
            nodes.folder(), List.of(first.address(), second.address()), nodes.port(), agentPort)) {
      awaitOpen(door, "node11");
      SqlWriter writer = new SqlWriter("by HAProxy", () -> Optional.of("127.0.0.1"), door.port());
      try (writer) {
        writer.awaitProgress();

        nodes.run(first, "handover", "--to", second.id()).expect(0);

        talk(second).await("/primary", OK).await("/replica", NO);
        talk(first).await("/replica", OK).await("/primary", NO);
        awaitOpen(door, "node12");
        writer.awaitProgress();
      }
      List<String> rows = List.of(nodes.sql(second, "SELECT id FROM written").split("\n", -1));
      assertThat(rows)
          .containsAll(
              writer.acknowledged().stream().map(Acknowledged::id).map(String::valueOf).toList());
      System.out.println("handover through HAProxy: no row for " + writer.longestBreak());
    }
    assertThat(talk(first).metric("ec2cluster_demotions_total", "postgres")).isZero();
  }

  @Test
  void primaryWhoseRecordMovedOnGivesItsRoleUpAndComesBackWhereThatIsConfigured()
      throws IOException {
    ToolRun agent = agentOf(first);
    talk(first).await("/primary", OK);
    nodes.freeze(first);
    nodes.run(second, "promote", "--force").expect(0);
    talk(first).await("/primary", NO);

    nodes.thaw(first);

    talk(first).awaitMetric("ec2cluster_demotions_total", "postgres", 1).await("/health", NO);
    assertThat(nodes.isRunning(first)).isFalse();
    assertThat(Files.readString(agent.errors()))
        .contains("the role moved on to i-12", "'ec2cluster rejoin' brings this node back");
    assertThat(nodes.sql(second, "SELECT pg_is_in_recovery()")).isEqualTo("f");

    // The agent dies; the next one finds what it has to do.
    agent.process().destroyForcibly().onExit().join();
    Files.writeString(
        first.folder().resolve("config.yaml"), "rejoin: automatic\n", StandardOpenOption.APPEND);
    agentOf(first);

    talk(first).await("/replica", OK);
    nodes.assertReplicates(second, List.of(first));
  }

  @Test
  void recordThatCannotBeReadDemotesNobody() throws IOException {
    agentOf(first);
    talk(first).await("/primary", OK);
    Path zone = nodes.zoneFile();
    String text = Files.readString(zone);

    Files.writeString(zone, "this is no zone\n");
    talk(first).awaitGrowth(READINGS, "outcome=\"failed\"", 5);
    assertThat(talk(first).status("/primary")).isEqualTo(OK);

    Files.writeString(
        zone,
        text.lines()
            .filter(line -> !line.contains("_ec2cluster"))
            .collect(Collectors.joining("\n", "", "\n")));
    talk(first).await("/primary", NO).awaitGrowth(READINGS, "outcome=\"done\"", 5);
    assertThat(nodes.isPrimary(first)).isTrue();

    Files.writeString(zone, text);
    talk(first).await("/primary", OK);
    assertThat(nodes.isPrimary(first)).isTrue();
    assertThat(talk(first).metric("ec2cluster_demotions_total", "postgres")).isZero();
  }

  @Test
  void agentEndsInOrderAndASecondOneNamesThePort() throws IOException {
    ToolRun agent = agentOf(first);
    talk(first).await("/liveness", OK);

    try (Socket slow = new Socket(first.address(), agentPort)) {
      slow.setSoTimeout(20_000);
      slow.getOutputStream().write("GET /liveness HT".getBytes(StandardCharsets.US_ASCII));
      assertThat(talk(first).status("/liveness")).isEqualTo(OK);
      assertThat(slow.getInputStream().read()).as("cut off, and not answered").isEqualTo(-1);
    }

    ToolResult other = nodes.start(first, "agent").await().expect(BAD_USAGE);
    assertThat(other.errors())
        .contains("port " + agentPort + " is taken", "set agent.listen to a free port")
        .doesNotContain("\tat ");

    long begun = System.nanoTime();
    assertThat(agent.process().toHandle().destroy()).isTrue();
    assertThat(agent.await().exitCode()).isEqualTo(TERMINATED);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(15);
    assertThat(nodes.isPrimary(first)).isTrue();
  }

  private ToolRun agentOf(Node node) {
    return nodes.start(node, "agent");
  }

  private AgentTalk talk(Node node) {
    return new AgentTalk(node.address(), agentPort);
  }

  private static void awaitOpen(AgentDoor door, String server) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String found = "nothing yet";
    while (!found.equals(List.of(server).toString())) {
      assertThat(System.nanoTime() - end).as(found).isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      try {
        found = door.open().toString();
      } catch (IOException notYet) {
        found = notYet.toString();
      }
    }
  }
}
