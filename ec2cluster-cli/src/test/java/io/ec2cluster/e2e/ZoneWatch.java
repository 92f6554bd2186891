package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks the zone for the primary's name without a break and keeps every change of the answer:
 * authoritative answers, before any resolver's cache. Closing it stops it.
 */
final class ZoneWatch implements AutoCloseable {
  private static final long PAUSE_MILLIS = 5;

  private final Supplier<Optional<String>> primary;
  private final List<Answer> answers = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::work, "zone watch");

  /**
   * What the zone answered from some moment on.
   *
   * @param since by {@link System#nanoTime}, just after the answer was there
   */
  private record Answer(String address, long since) {}

  ZoneWatch(Supplier<Optional<String>> primary) {
    this.primary = primary;
    thread.setDaemon(true);
    thread.start();
  }

  /** When the name pointed at an address for the first time. */
  OptionalLong published(String address) {
    synchronized (answers) {
      return answers.stream()
          .filter(answer -> answer.address().equals(address))
          .mapToLong(Answer::since)
          .findFirst();
    }
  }

  /** Fails unless the name pointed at these, one after the other, and never back. */
  void assertAnswers(String... addresses) {
    synchronized (answers) {
      assertThat(answers).extracting(Answer::address).containsExactly(addresses);
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void work() {
    try {
      do {
        primary.get().ifPresent(this::note);
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(String address) {
    synchronized (answers) {
      boolean known =
          !answers.isEmpty() && answers.get(answers.size() - 1).address().equals(address);
      if (!known) {
        answers.add(new Answer(address, System.nanoTime()));
      }
    }
  }
}
