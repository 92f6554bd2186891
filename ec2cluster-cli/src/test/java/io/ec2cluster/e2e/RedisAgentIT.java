package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.e2e.RedisNodes.Node;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shipped agent beside real Redis servers. */
@Timeout(300)
class RedisAgentIT {
  private static final int OK = 200;
  private static final int NO = 503;

  private final int agentPort = LoopbackPorts.free();
  private RedisNodes nodes;
  private Node first;
  private Node second;

  @BeforeEach
  void startCluster() throws IOException {
    nodes = new RedisNodes();
    first = node(11);
    second = node(12);
    nodes.run(first, "init").expect(0);
    nodes.run(second, "init").expect(0);
    nodes.start(first, "agent");
    nodes.start(second, "agent");
  }

  @AfterEach
  void stopCluster() throws IOException {
    nodes.close();
  }

  @Test
  void endPointsFollowAHandoverAndAThawedPrimaryIsStopped() throws Exception {
    talk(first).await("/primary", OK).await("/replica", NO);
    talk(second).await("/replica", OK).await("/primary", NO);

    nodes.run(first, "handover", "--to", second.id()).expect(0);
    talk(second).await("/primary", OK).await("/replica", NO);
    talk(first).await("/replica", OK).await("/primary", NO);

    ProcessHandle server = nodes.server(second).orElseThrow();
    Signals.send("STOP", server);
    nodes.run(first, "promote", "--force").expect(0);
    Signals.send("CONT", server);

    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (nodes.isRunning(second)) {
      assertThat(System.nanoTime() - end).as("the old primary runs").isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    talk(first).await("/primary", OK);
    assertThat(nodes.isPrimary(first)).isTrue();
    talk(second).await("/health", NO).await("/primary", NO);
    assertThat(talk(second).metric("ec2cluster_demotions_total", "redis")).isEqualTo(1);
  }

  private Node node(int number) throws IOException {
    Node node = nodes.node(number);
    Files.writeString(
        node.folder().resolve("config.yaml"),
        "agent: {listen: \"%s:%d\", every: 300ms, tasks: {pool check: 2s}}%n"
            .formatted(node.address(), agentPort),
        StandardOpenOption.APPEND);
    return node;
  }

  private AgentTalk talk(Node node) {
    return new AgentTalk(node.address(), agentPort);
  }
}
