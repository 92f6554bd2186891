package io.ec2cluster.rds;

import io.ec2cluster.Time;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One simulated clock for several operations, each on a thread of its own, of which exactly one
 * runs at a time: when it pauses, or waits for an answer, the clock moves on to whoever is next.
 * Computing takes none of its time. The same seed gives the same schedule.
 */
final class Turns implements Time {
  private static final int SHORTEST_ANSWER_MILLIS = 20;
  private static final int LONGEST_ANSWER_MILLIS = 120;

  private final FakeTime clock;
  private final Random random;
  private final PriorityQueue<Turn> waiting =
      new PriorityQueue<>(Comparator.comparing(Turn::at).thenComparing(Turn::draw));
  private int running;

  Turns(FakeTime clock, long seed) {
    this.clock = clock;
    this.random = new Random(seed);
  }

  @Override
  public Instant now() {
    return clock.now();
  }

  @Override
  public long nanos() {
    return clock.nanos();
  }

  /** For the one that runs, or whatever runs on its behalf. */
  @Override
  public void sleep(Duration pause) throws InterruptedException {
    Turn mine;
    synchronized (this) {
      mine = new Turn(clock.elapsed().plus(pause), random.nextLong(), new CountDownLatch(1));
      waiting.add(mine);
      running--;
      callNext();
    }
    mine.called().await();
  }

  /** As long as the network and the service take for a request. */
  void answerTime() {
    long millis;
    synchronized (this) {
      millis = random.nextLong(SHORTEST_ANSWER_MILLIS, LONGEST_ANSWER_MILLIS + 1);
    }
    try {
      sleep(Duration.ofMillis(millis));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs operations at the same time; what they return, in their order. */
  <T> List<T> run(List<Callable<T>> operations) {
    ExecutorService threads = Executors.newFixedThreadPool(operations.size());
    try {
      List<Future<T>> results = new ArrayList<>();
      synchronized (this) {
        running = operations.size();
        operations.forEach(operation -> results.add(threads.submit(() -> inTurn(operation))));
      }
      List<T> all = new ArrayList<>();
      for (Future<T> result : results) {
        all.add(result.get());
      }
      return all;
    } catch (ExecutionException failed) {
      throw new IllegalStateException("an operation failed", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    } finally {
      threads.shutdownNow();
    }
  }

  private <T> T inTurn(Callable<T> operation) throws Exception {
    try {
      sleep(Duration.ZERO);
      return operation.call();
    } finally {
      synchronized (this) {
        running--;
        callNext();
      }
    }
  }

  private void callNext() {
    if (running > 0 || waiting.isEmpty()) {
      return;
    }
    Turn next = waiting.remove();
    clock.advance(next.at().minus(clock.elapsed()));
    running = 1;
    next.called().countDown();
  }

  private record Turn(Duration at, long draw, CountDownLatch called) {}
}
