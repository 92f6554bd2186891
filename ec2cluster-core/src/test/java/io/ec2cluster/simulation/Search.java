package io.ec2cluster.simulation;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Looks for a schedule that breaks a rule, on all processors. */
final class Search {
  private final Schedule schedule;
  private final AtomicLong schedules = new AtomicLong();
  private final AtomicLong moves = new AtomicLong();

  /** Looks through elections. */
  Search(Sabotage sabotage) {
    this((simulation, seed) -> simulation.search(seed, sabotage));
  }

  private Search(Schedule schedule) {
    this.schedule = schedule;
  }

  /** Looks through whole lives of a role. */
  static Search ofLives(Sabotage sabotage) {
    return new Search((simulation, seed) -> simulation.live(seed, sabotage, false));
  }

  /** Runs the schedule of a seed. */
  private interface Schedule {
    Simulation.Outcome run(Simulation simulation, long seed);
  }

  /** The lowest failing seed of {@code count} from {@code first}. */
  Optional<Long> firstFailure(long first, long count) {
    AtomicLong next = new AtomicLong();
    AtomicLong lowest = new AtomicLong(count);
    IntStream.range(0, Runtime.getRuntime().availableProcessors())
        .parallel()
        .forEach(
            worker -> {
              try (Simulation simulation = new Simulation()) {
                long offset = next.getAndIncrement();
                while (offset < lowest.get()) {
                  Simulation.Outcome outcome = schedule.run(simulation, first + offset);
                  moves.addAndGet(outcome.moves());
                  schedules.incrementAndGet();
                  if (outcome.violation().isPresent()) {
                    lowest.accumulateAndGet(offset, Math::min);
                  }
                  offset = next.getAndIncrement();
                }
              }
            });
    return lowest.get() < count ? Optional.of(first + lowest.get()) : Optional.empty();
  }

  long schedules() {
    return schedules.get();
  }

  long moves() {
    return moves.get();
  }
}
