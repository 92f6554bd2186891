package io.ec2cluster.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLockTest {
  private final FakeTime time = new FakeTime();
  private final Path state;

  NodeLockTest(@TempDir Path state) {
    this.state = state;
  }

  @Test
  void secondOperationIsRefusedAndTheHolderNamed() {
    try (NodeLock held = acquire("maindb", "i-1", "init")) {
      assertThat(held).isNotNull();

      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> acquire("maindb", "i-1", "promote"))
          .withMessageContaining("'init'")
          .withMessageContaining("process " + ProcessHandle.current().pid())
          .withMessageContaining("2026-01-01T00:00:00Z")
          .withMessageContaining(state.resolve("locks/maindb-i-1.lock").toString());
    }
  }

  @Test
  void refusalLeavesTheLockHeld() {
    try (NodeLock held = acquire("maindb", "i-1", "init")) {
      assertThat(held).isNotNull();

      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(RefusedException.class)
            .isThrownBy(() -> acquire("maindb", "i-1", "promote"));
      }
    }
  }

  @Test
  void lockIsFreeAgainAfterItsOperation() {
    acquire("maindb", "i-1", "init").close();

    assertThatCode(() -> acquire("maindb", "i-1", "init").close()).doesNotThrowAnyException();
  }

  @Test
  void interruptedThreadTakesAndReleasesItAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    acquire("maindb", "i-1", "init").close();

    assertThat(Thread.interrupted()).isTrue();
    assertThatCode(() -> acquire("maindb", "i-1", "init").close()).doesNotThrowAnyException();
  }

  @Test
  void otherClustersAndNodesAreNotKeptOut() {
    try (NodeLock one = acquire("maindb", "i-1", "init");
        NodeLock two = acquire("other", "i-1", "init");
        NodeLock three = acquire("maindb", "i-2", "init")) {
      assertThat(List.of(one, two, three)).doesNotContainNull();
    }
  }

  @Test
  void staleTextIsNoObstacleHoweverLong() throws IOException {
    Path file = state.resolve("locks/maindb-i-1.lock");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "'init' in process 1, since long ago" + "x".repeat(5000));

    try (NodeLock held = acquire("maindb", "i-1", "promote")) {
      assertThat(held).isNotNull();
      assertThat(file).content().startsWith("'promote' in process").doesNotContain("x".repeat(9));
    }
  }

  @Test
  void awkwardNamesStayInTheFolder() {
    acquire("maindb", "../../i 1", "init").close();

    assertThat(state.resolve("locks/maindb-.._.._i_1.lock")).exists();
  }

  @Test
  void unusableStateDirectoryIsNamedWithItsSetting() throws IOException {
    Path file = Files.writeString(state.resolve("file"), "");

    assertThatExceptionOfType(EnvironmentException.class)
        .isThrownBy(() -> NodeLock.acquire(file, "maindb", "i-1", "init", time))
        .withMessageContaining(file.toString())
        .withMessageContaining("state-dir");
  }

  @Test
  void onlyOneOfManyThreadsHoldsItAtATime() throws InterruptedException, ExecutionException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger won = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> runs =
          IntStream.range(0, 200)
              .<Future<?>>mapToObj(run -> threads.submit(() -> contend(inside, won)))
              .toList();

      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(won.get()).isPositive();
  }

  private void contend(AtomicInteger inside, AtomicInteger won) {
    try (NodeLock held = acquire("maindb", "i-1", "init")) {
      assertThat(held).isNotNull();
      assertThat(inside.incrementAndGet()).isEqualTo(1);
      won.incrementAndGet();
      inside.decrementAndGet();
    } catch (RefusedException busy) {
      assertThat(busy).hasMessageContaining("maindb");
    }
  }

  private NodeLock acquire(String cluster, String instance, String operation) {
    return NodeLock.acquire(state, cluster, instance, operation, time);
  }
}
