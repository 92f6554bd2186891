package io.ec2cluster.spi;

import java.time.Duration;
import java.util.function.Function;

/**
 * An operation that observes, read-only, and then plans; the same function serves {@code --dry-run}
 * and the run.
 *
 * @param id the command's name
 * @param summary one sentence
 * @param options the record of its options
 * @param planner what it does
 * @param patience how long it waits, before it plans, for another operation that works on the node;
 *     by default not at all: it is refused
 * @param <O> the options
 */
public record Change<O extends Record>(
    String id, String summary, Class<O> options, Planner<O> planner, Function<O, Duration> patience)
    implements Operation<O> {
  /** One that is refused while another operation works on the node. */
  public Change(String id, String summary, Class<O> options, Planner<O> planner) {
    this(id, summary, options, planner, given -> Duration.ZERO);
  }

  /** Makes a plan. */
  @FunctionalInterface
  public interface Planner<O extends Record> {
    /** Observes and plans; writes nothing. */
    Plan plan(OperationContext context, O options) throws InterruptedException;
  }
}
