package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdApi;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes one key after the other, at one member after the other, and knows what was acknowledged.
 * Closing it ends it.
 */
final class EtcdWriter implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final List<EtcdApi> members;
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Thread thread = new Thread(this::write, "writer");
  private volatile boolean ended;

  /** Starts to write. */
  EtcdWriter(List<EtcdApi> members) {
    this.members = List.copyOf(members);
    thread.start();
  }

  private void write() {
    try {
      for (int i = 0; !ended; i++) {
        write("written-" + i, members.get(i % members.size()));
        Time.system().sleep(PAUSE);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(String key, EtcdApi member) throws InterruptedException {
    try {
      member.put(key, "value-of-" + key);
      acknowledged.add(key);
    } catch (EnvironmentException noAnswer) {
      unanswered.incrementAndGet();
    }
  }

  /** Every write that was acknowledged is there, at one member or another. */
  void requireAll() throws InterruptedException {
    System.out.println(acknowledged.size() + " writes, unanswered: " + unanswered);
    assertThat(acknowledged).as("%s were not answered", unanswered).isNotEmpty();
    int i = 0;
    for (String key : acknowledged) {
      assertThat(members.get(i++ % members.size()).get(key)).contains("value-of-" + key);
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
