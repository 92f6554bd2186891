package io.ec2cluster.etcd;

import com.google.common.util.concurrent.Uninterruptibles;
import io.ec2cluster.etcd.snapshot.SnapshotAddress;
import io.ec2cluster.etcd.snapshot.SnapshotSettings;
import io.ec2cluster.spi.OperationContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The thread of scheduled snapshots: whatever becomes of it, etcd and its agent go on. */
final class SnapshotThread implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(10);

  private final Optional<Thread> thread;

  private SnapshotThread(Optional<Thread> thread) {
    this.thread = thread;
  }

  /**
   * Makes it, where the settings ask for snapshots.
   *
   * @throws io.ec2cluster.UsageException if there is nothing to check them with
   */
  static SnapshotThread of(
      OperationContext context, Surroundings surroundings, MemberAccess.Ways ways)
      throws InterruptedException {
    Optional<SnapshotSettings> settings = surroundings.settings().snapshots();
    if (settings.isEmpty()) {
      return new SnapshotThread(Optional.empty());
    }
    SnapshotSchedule schedule = schedule(context, surroundings, ways, settings.get());
    Consumer<String> say = schedule.say();
    Thread thread = new Thread(() -> run(schedule), "etcd-snapshots");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (ended, failure) -> say.accept("no more snapshots are taken: " + failure));
    return new SnapshotThread(Optional.of(thread));
  }

  void start() {
    thread.ifPresent(Thread::start);
  }

  private static SnapshotSchedule schedule(
      OperationContext context,
      Surroundings surroundings,
      MemberAccess.Ways ways,
      SnapshotSettings settings)
      throws InterruptedException {
    SnapshotParts parts = new SnapshotParts(context);
    return new SnapshotSchedule(
        surroundings.cluster(),
        surroundings.group().self().clientUrl(),
        settings,
        parts.place(SnapshotAddress.in(settings.to(), "all")),
        new SnapshotTaker(
            ways, parts.tool(), context.time(), surroundings.nodeFile("snapshot-scheduled")),
        context.time(),
        words -> context.progress().progress(words));
  }

  private static void run(SnapshotSchedule schedule) {
    try {
      schedule.run();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.ifPresent(
        found -> {
          found.interrupt();
          Uninterruptibles.joinUninterruptibly(found, END);
        });
  }
}
