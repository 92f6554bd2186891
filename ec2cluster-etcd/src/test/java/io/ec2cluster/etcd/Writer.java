package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.EtcdApi;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes one key after the other, at whichever member answers, and knows what was acknowledged. */
final class Writer {
  private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread thread;

  Writer(EtcdApi... members) {
    thread = new Thread(() -> write(List.of(members)), "writer");
    thread.start();
  }

  private void write(List<EtcdApi> members) {
    for (int i = 0; !ended.get(); i++) {
      String key = "written-" + i;
      try {
        members.get(i % members.size()).put(key, "value-of-" + key);
        acknowledged.add(key);
      } catch (EnvironmentException noAnswer) {
        unanswered.incrementAndGet();
      } catch (InterruptedException end) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** How many writes were acknowledged up to now. */
  int count() {
    return acknowledged.size();
  }

  void end() throws InterruptedException {
    ended.set(true);
    thread.join();
  }

  /** Every write that was acknowledged is there. */
  void requireAll(EtcdApi member) throws InterruptedException {
    assertThat(acknowledged).as("%s were not answered", unanswered).isNotEmpty();
    for (String key : acknowledged) {
      assertThat(member.get(key)).contains("value-of-" + key);
    }
  }
}
