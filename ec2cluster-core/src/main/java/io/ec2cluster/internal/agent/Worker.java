package io.ec2cluster.internal.agent;

import com.google.common.util.concurrent.Uninterruptibles;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/**
 * A thread that does something again and again until it is interrupted. What fails is said once and
 * tried again with the next round; only an {@link Error} ends it, and then the agent.
 */
final class Worker {
  /** The last resort: what a change takes back when it is interrupted bounds itself. */
  private static final Duration LONGEST_END = Duration.ofMinutes(20);

  private final Thread thread;
  private final Round round;
  private final Duration pause;
  private final Time time;
  private final News news;
  private final BlockingQueue<Throwable> faults;
  private final CountDownLatch first = new CountDownLatch(1);

  /** What is done. */
  @FunctionalInterface
  interface Round {
    void run() throws InterruptedException;
  }

  /**
   * A worker; starts nothing yet.
   *
   * @param faults where errors go that no round survives
   */
  Worker(
      String name,
      Duration pause,
      Round round,
      Time time,
      News news,
      BlockingQueue<Throwable> faults) {
    this.pause = pause;
    this.round = round;
    this.time = time;
    this.news = news;
    this.faults = faults;
    this.thread = new Thread(this::work, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Waits until the first round has ended, whatever came of it. */
  void awaitFirst() throws InterruptedException {
    first.await();
  }

  /** Tells it to end. */
  void end() {
    thread.interrupt();
  }

  /** Waits until it has ended what it was at. */
  void join() {
    Uninterruptibles.joinUninterruptibly(thread, LONGEST_END);
  }

  private void work() {
    try {
      while (true) {
        round();
        first.countDown();
        time.sleep(pause);
      }
    } catch (InterruptedException | InterruptedOperationException end) {
      Thread.currentThread().interrupt();
    } catch (Error fault) {
      faults.add(fault);
    } finally {
      first.countDown();
    }
  }

  private void round() throws InterruptedException {
    try {
      round.run();
      news.isWell(thread.getName());
    } catch (InterruptedOperationException end) {
      throw end;
    } catch (RuntimeException failed) {
      news.say(thread.getName(), "failed, and goes on: " + failed);
    }
  }
}
