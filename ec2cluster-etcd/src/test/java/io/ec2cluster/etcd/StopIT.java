package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdSilence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How nodes stop and leave, with real etcd. */
@Timeout(300)
class StopIT {
  private static final String A = "127.74.0.1";
  private static final String B = "127.74.0.2";
  private static final String C = "127.74.0.3";
  private static final Map<String, String> THREE = Map.of("i-1", A, "i-2", B, "i-3", C);

  /** An election would take this long at least: a writer would see it. */
  private static final Duration ELECTION = Duration.ofSeconds(5);

  private static NodeStage three(Path directory, String more) throws IOException {
    NodeStage stage = new NodeStage(directory, "size: 3\n  " + more);
    stage.run("i-1", A);
    stage.run("i-2", B);
    stage.run("i-3", C);
    return stage;
  }

  private static String leader(NodeStage stage, Map<String, String> nodes)
      throws InterruptedException {
    for (Map.Entry<String, String> node : nodes.entrySet()) {
      if (stage.api(node.getValue()).status().leads()) {
        return node.getKey();
      }
    }
    throw new AssertionError("nobody leads");
  }

  /** Writes until it is told to end. */
  private record Writer(NodeStage stage, String address, AtomicBoolean ends) {
    /**
     * What it saw.
     *
     * @param acknowledged the keys that were written
     * @param longest between two that were
     */
    record Seen(List<String> acknowledged, int failures, Duration longest) {}

    Seen write() throws InterruptedException {
      List<String> acknowledged = new ArrayList<>();
      int failures = 0;
      long longest = 0;
      long last = System.nanoTime();
      for (int i = 0; !ends.get(); i++) {
        try {
          stage.api(address).put("key-" + i, "value");
          acknowledged.add("key-" + i);
          longest = Math.max(longest, System.nanoTime() - last);
          last = System.nanoTime();
        } catch (EnvironmentException failed) {
          failures++;
        }
      }
      return new Seen(acknowledged, failures, Duration.ofNanos(longest));
    }
  }

  @Test
  void leaderThatIsEndedHandsOverFirstAndNobodyWaitsForAnElection(@TempDir Path directory)
      throws Exception {
    String slow = "extra-args: [--election-timeout=%d]".formatted(ELECTION.toMillis());
    ExecutorService one = Executors.newSingleThreadExecutor();
    try (NodeStage stage = three(directory, slow)) {
      stage.awaitMembers(THREE);
      String leader = leader(stage, THREE);
      String follower = leader.equals("i-1") ? B : A;
      AtomicBoolean ends = new AtomicBoolean();
      Future<Writer.Seen> writing = one.submit(new Writer(stage, follower, ends)::write);

      assertThat(stage.terminate(leader)).isEqualTo(143);
      for (int i = 0; i < 20; i++) {
        stage.api(follower).put("after-" + i, "value");
      }
      ends.set(true);
      Writer.Seen seen = writing.get();

      assertThat(stage.logText(leader)).contains("moving the leadership to i-");
      assertThat(seen.failures()).isLessThanOrEqualTo(1);
      assertThat(seen.longest()).isLessThan(ELECTION);
      for (String key : seen.acknowledged()) {
        assertThat(stage.api(follower).get(key)).contains("value");
      }
      // A directory says of nobody that it terminates: it stays a member, and comes back as one.
      assertThat(stage.api(follower).members().members()).hasSize(3);
      stage.run(leader, THREE.getOrDefault(leader, ""));
      stage.awaitMembers(THREE);
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void nodeThatIsToLeaveOnStopLeavesAndJoinsAnewWhenItIsStarted(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (NodeStage stage = three(directory, "on-stop: leave")) {
      EtcdId cluster = stage.awaitMembers(THREE);
      stage.api(A).put("key", "value");
      String leader = leader(stage, THREE);
      EtcdId member = stage.api(THREE.getOrDefault(leader, "")).status().memberId();

      assertThat(stage.terminate(leader)).isEqualTo(143);
      String other = leader.equals("i-1") ? B : A;
      assertThat(stage.api(other).members().members()).hasSize(2);
      assertThat(stage.api(other).get("key")).contains("value");

      stage.run(leader, THREE.getOrDefault(leader, ""));
      assertThat(stage.awaitMembers(THREE)).isEqualTo(cluster);
      assertThat(stage.api(other).members().find(member)).isEmpty();
    }
  }

  @Test
  void leaveIsDoneByTheServiceThatIdlesThenAndIsRefusedWhereTheQuorumWouldBeLost(
      @TempDir Path directory) throws IOException, InterruptedException {
    try (NodeStage stage = three(directory, "on-stop: stay")) {
      stage.awaitMembers(THREE);
      stage.api(C).put("key", "value");

      NodeStage.Answer left = stage.ask("leave", "i-1", A);
      assertThat(left.exitCode()).as(left.json()).isZero();
      assertThat(left.json()).contains("this node has left; it idles until it is ended");
      stage.awaitMembers(Map.of("i-2", B, "i-3", C));
      assertSilent(stage, A);
      assertThat(stage.serves("i-1")).isTrue();
      assertThat(stage.terminate("i-1")).isEqualTo(143);

      // Of two that vote, both are needed to let one go.
      stage.terminate("i-2");
      NodeStage.Answer refused = stage.ask("leave", "i-3", C);
      assertThat(refused.exitCode()).isEqualTo(3);
      assertThat(refused.json()).contains("no quorum of cluster");
      stage.run("i-2", B);
      stage.awaitMembers(Map.of("i-2", B, "i-3", C));

      // Its service is dead, and its etcd is not.
      stage.killService("i-2");
      assertThat(stage.api(B).get("key")).contains("value");
      NodeStage.Answer alone = stage.ask("leave", "i-2", B);
      assertThat(alone.exitCode()).as(alone.json()).isZero();
      assertSilent(stage, B);

      NodeStage.Answer last = stage.ask("leave", "i-3", C);
      assertThat(last.exitCode()).isEqualTo(3);
      assertThat(last.json()).contains("the last member that votes");
      assertThat(stage.api(C).get("key")).contains("value");

      // A service that is started anew is to be a member.
      stage.run("i-1", A);
      stage.awaitMembers(Map.of("i-1", A, "i-3", C));
    }
  }

  private static void assertSilent(NodeStage stage, String address) throws InterruptedException {
    Eventually.holds(
        "etcd at " + address + " is stopped",
        NodeStage.PATIENCE,
        () -> {
          try {
            stage.api(address).status();
            return false;
          } catch (EtcdSilence stopped) {
            return true;
          }
        });
  }
}
