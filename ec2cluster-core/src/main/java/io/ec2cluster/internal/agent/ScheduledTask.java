package io.ec2cluster.internal.agent;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.agent.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A task of an engine, and when it runs next. For use by one thread; its counts may be read by any.
 */
final class ScheduledTask {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  /** Nodes that start together do not ask the zone together for ever. */
  private static final int JITTER = 10;

  private final AgentPart part;
  private final Task task;
  private final BooleanSupplier wanted;
  private final Time time;
  private final RandomGenerator random;
  private final News news;
  private long next;
  private int failures;
  private List<String> told = List.of();

  final AtomicLong done = new AtomicLong();
  final AtomicLong failed = new AtomicLong();
  private volatile Optional<Instant> lastDone = Optional.empty();

  /**
   * A task; runs the first time within its interval.
   *
   * @param wanted whether the engine is in the role for it
   */
  ScheduledTask(
      AgentPart part,
      Task task,
      BooleanSupplier wanted,
      Time time,
      RandomGenerator random,
      News news) {
    this.part = part;
    this.task = task;
    this.wanted = wanted;
    this.time = time;
    this.random = random;
    this.news = news;
    this.next = time.nanos() + random.nextLong(task.every().toNanos());
  }

  /** The operation's id. */
  String id() {
    return task.operation();
  }

  String engine() {
    return part.id();
  }

  /** When it was done last. */
  Optional<Instant> lastDone() {
    return lastDone;
  }

  /** Runs it where it is time to. */
  void round() {
    if (time.nanos() - next < 0) {
      return;
    }
    if (wanted.getAsBoolean()) {
      run();
    }
    next = time.nanos() + pause().toNanos();
  }

  private void run() {
    Report report = Changes.run(part.run(id()), part.operations(), id(), task.options());
    if (report.outcome() == Outcome.INTERRUPTED) {
      return;
    }
    if (report.outcome() == Outcome.DONE) {
      failures = 0;
      done.incrementAndGet();
      lastDone = Optional.of(time.now());
      news.isWell(subject());
      tell(report.notes());
    } else {
      failures++;
      failed.incrementAndGet();
      news.say(subject(), "not done, tried again: " + report.message());
    }
  }

  /** Notes say how things are: those that are as they were are no news. */
  private void tell(List<String> notes) {
    notes.stream()
        .filter(note -> !told.contains(note))
        .forEach(note -> news.say(subject() + ": " + note));
    told = notes;
  }

  private Duration pause() {
    long jitter = random.nextLong(task.every().toNanos() / JITTER + 1);
    Duration pause = task.every();
    for (int i = 1; i < failures && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
    return pause.plusNanos(jitter);
  }

  private String subject() {
    return part.id() + ", " + id();
  }
}
