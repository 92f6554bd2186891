package io.ec2cluster.elb.roll;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Restarts instances, several at the same time, and writes down who is done. After as many failures
 * as are allowed nobody more is begun; who is under way is waited for. Interrupted, it interrupts
 * those too. For one thread.
 */
public final class Rolling {
  /** How long a command that was interrupted may take to put its instance back. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(30);

  private final RollBook book;
  private final Way way;
  private RollRecord record;

  /** How an instance is restarted. */
  @FunctionalInterface
  public interface Way {
    /**
     * Restarts it.
     *
     * @throws Ec2ClusterException if the restart failed
     */
    void restart(String instance) throws InterruptedException;
  }

  /**
   * Nothing is begun yet.
   *
   * @param record what is done already
   */
  public Rolling(RollBook book, RollRecord record, Way way) {
    this.book = book;
    this.record = record;
    this.way = way;
  }

  /** What is done by now. */
  public RollRecord record() {
    return record;
  }

  /**
   * Restarts these.
   *
   * @param parallel how many at the same time, 1 or more
   * @param failures after how many nobody more is begun, 1 or more
   * @throws Ec2ClusterException if one failed: its own failure where it was the only one
   */
  public void restart(List<String> instances, int parallel, int failures, StepContext step)
      throws InterruptedException {
    Queue<String> waiting = new ArrayDeque<>(instances);
    Map<String, Ec2ClusterException> failed = new LinkedHashMap<>();
    Optional<Ec2ClusterException> unwritten = Optional.empty();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            parallel, new ThreadFactoryBuilder().setNameFormat("roll-%d").setDaemon(true).build());
    try {
      CompletionService<Ended> ended = new ExecutorCompletionService<>(workers);
      int running = 0;
      while (true) {
        while (running < parallel && failed.size() < failures && unwritten.isEmpty()) {
          String next = waiting.poll();
          if (next == null) {
            break;
          }
          step.progress(next + " is begun");
          ended.submit(() -> restart(next));
          running++;
        }
        if (running == 0) {
          break;
        }
        Ended one = ended.take().get();
        running--;
        one.failure().ifPresent(failure -> failed.put(one.instance(), failure));
        step.note(one.instance() + ": " + one.words());
        try {
          write(one);
        } catch (Ec2ClusterException unknown) {
          unwritten = Optional.of(unknown);
        }
      }
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug.getCause());
    } finally {
      workers.shutdownNow();
      if (!Uninterruptibles.awaitTerminationUninterruptibly(workers, LAST_WORDS)) {
        step.note("commands on other instances were ended here, and may go on there");
      }
    }
    conclude(failed, List.copyOf(waiting), unwritten);
  }

  private Ended restart(String instance) throws InterruptedException {
    try {
      way.restart(instance);
      return new Ended(instance, Optional.empty());
    } catch (Ec2ClusterException failure) {
      return new Ended(instance, Optional.of(failure));
    }
  }

  private void write(Ended one) throws InterruptedException {
    record =
        one.failure().isPresent()
            ? record.withFailed(one.instance())
            : record.withDone(one.instance());
    book.write(record);
  }

  private void conclude(
      Map<String, Ec2ClusterException> failed,
      List<String> waiting,
      Optional<Ec2ClusterException> unwritten) {
    if (unwritten.isPresent()) {
      throw unwritten.get();
    }
    if (failed.isEmpty()) {
      return;
    }
    if (failed.size() == 1 && record.done().isEmpty()) {
      throw failed.values().iterator().next();
    }
    throw new EnvironmentException(
        "the restart failed on %s; done are %d, not begun %s. Mend what failed, then go on with --resume, which begins with those that failed"
            .formatted(
                String.join(", ", failed.keySet()),
                record.done().size(),
                waiting.isEmpty() ? "none" : String.join(", ", waiting)));
  }

  private record Ended(String instance, Optional<Ec2ClusterException> failure) {
    String words() {
      return failure.map(why -> "failed: " + why.getMessage()).orElse("restarted");
    }
  }
}
