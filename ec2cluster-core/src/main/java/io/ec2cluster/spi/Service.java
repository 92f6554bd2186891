package io.ec2cluster.spi;

/**
 * An operation that goes on until it is done or interrupted: it observes, plans and runs changes
 * through {@link OperationContext#run}.
 *
 * @param id the command's name
 * @param summary one sentence
 * @param options the record of its options
 * @param body what it does
 * @param <O> the options
 */
public record Service<O extends Record>(String id, String summary, Class<O> options, Body<O> body)
    implements Operation<O> {
  /** The loop. */
  @FunctionalInterface
  public interface Body<O extends Record> {
    /** Runs; returns when it is done, and leaves in order when it is interrupted. */
    void run(OperationContext context, O options) throws InterruptedException;
  }
}
