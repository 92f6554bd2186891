package io.ec2cluster.spi;

/**
 * An operation that observes, read-only, and then plans; the same function serves {@code --dry-run}
 * and the run.
 *
 * @param id the command's name
 * @param summary one sentence
 * @param options the record of its options
 * @param planner what it does
 * @param <O> the options
 */
public record Change<O extends Record>(
    String id, String summary, Class<O> options, Planner<O> planner) implements Operation<O> {
  /** Makes a plan. */
  @FunctionalInterface
  public interface Planner<O extends Record> {
    /** Observes and plans; writes nothing. */
    Plan plan(OperationContext context, O options) throws InterruptedException;
  }
}
