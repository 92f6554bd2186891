package io.ec2cluster.simulation;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Looks for a schedule that breaks a rule, on all processors. */
final class Search {
  private final Sabotage sabotage;
  private final AtomicLong schedules = new AtomicLong();
  private final AtomicLong moves = new AtomicLong();

  Search(Sabotage sabotage) {
    this.sabotage = sabotage;
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
                  Simulation.Outcome outcome = simulation.search(first + offset, sabotage);
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
