package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.Secret;
import io.ec2cluster.redis.ServerConnection.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Adds numbers to a set of its own without a break, on whatever server it is told, and remembers
 * each that a server acknowledged. What fails is tried with the next number, over a new connection.
 * Closing it stops it.
 */
final class KeyWriter implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 2;

  private final String name;
  private final Supplier<Optional<String>> host;
  private final int port;
  private final long pauseMillis;
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private long next;
  private volatile String lastFailure = "none";

  /**
   * A number that a server acknowledged.
   *
   * @param begun when it was sent, by {@link System#nanoTime}
   * @param ended when it was acknowledged
   */
  record Acknowledged(String number, String host, long begun, long ended) {}

  KeyWriter(String name, Supplier<Optional<String>> host, int port) {
    this(name, host, port, PAUSE_MILLIS);
  }

  /** One that writes as fast as it can. */
  static KeyWriter restless(String name, String host, int port) {
    return new KeyWriter(name, () -> Optional.of(host), port, 0);
  }

  private KeyWriter(String name, Supplier<Optional<String>> host, int port, long pauseMillis) {
    this.pauseMillis = pauseMillis;
    this.name = name;
    this.host = host;
    this.port = port;
    this.thread = new Thread(this::work, "writer " + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The set that it adds to. */
  String key() {
    return "written:" + name;
  }

  /** What was acknowledged up to now. */
  List<Acknowledged> acknowledged() {
    synchronized (acknowledged) {
      return List.copyOf(acknowledged);
    }
  }

  /** Waits until a server has acknowledged a number that was sent after this call. */
  void awaitProgress() {
    long now = System.nanoTime();
    while (acknowledged().stream().noneMatch(one -> one.begun() - now > 0)) {
      assertThat(System.nanoTime() - now)
          .as("writer " + name + ": nothing acknowledged, last failure: " + lastFailure)
          .isLessThan(PATIENCE.toNanos());
      RedisTestCluster.pause();
    }
  }

  /** The longest time between two acknowledged numbers. */
  Duration longestBreak() {
    List<Acknowledged> all = acknowledged();
    long longest = 0;
    for (int i = 1; i < all.size(); i++) {
      longest = Math.max(longest, all.get(i).ended() - all.get(i - 1).ended());
    }
    return Duration.ofNanos(longest);
  }

  private void work() {
    while (stop.getCount() > 0) {
      host.get().ifPresent(this::writeTo);
      rest();
    }
  }

  /** Until it fails, or the host is another one: clients by name would connect anew. */
  private void writeTo(String server) {
    Address address =
        new Address(
            server,
            port,
            "default",
            Optional.of(Secret.of(RedisTestCluster.PASSWORD)),
            Optional.empty());
    try (ServerConnection connection = ServerConnection.open(address, Duration.ofSeconds(1))) {
      while (stop.getCount() > 0 && host.get().equals(Optional.of(server))) {
        String number = String.valueOf(next++);
        long begun = System.nanoTime();
        connection.ask("SADD", key(), number);
        Acknowledged one = new Acknowledged(number, server, begun, System.nanoTime());
        synchronized (acknowledged) {
          acknowledged.add(one);
        }
        rest();
      }
    } catch (ServerException notNow) {
      // Down, a replica, frozen, or going down: only what is acknowledged counts.
      lastFailure = notNow.text();
    }
  }

  private void rest() {
    try {
      stop.await(pauseMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
}
