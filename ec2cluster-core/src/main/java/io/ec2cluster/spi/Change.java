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
 * @param worksOnNode whether it works on this node where its module does ({@link
 *     EngineModule#worksOnNode}); by default it does
 * @param <O> the options
 */
public record Change<O extends Record>(
    String id,
    String summary,
    Class<O> options,
    Planner<O> planner,
    Function<O, Duration> patience,
    boolean worksOnNode)
    implements Operation<O> {
  /** One that is refused while another operation works on the node. */
  public Change(String id, String summary, Class<O> options, Planner<O> planner) {
    this(id, summary, options, planner, given -> Duration.ZERO);
  }

  /** One that waits for another operation that works on the node. */
  public Change(
      String id,
      String summary,
      Class<O> options,
      Planner<O> planner,
      Function<O, Duration> patience) {
    this(id, summary, options, planner, patience, true);
  }

  /**
   * The same, which works through operations that run on the nodes themselves: it keeps none of
   * them off, this node's among them.
   */
  public Change<O> onOtherNodes() {
    return new Change<>(id, summary, options, planner, patience, false);
  }

  /** Makes a plan. */
  @FunctionalInterface
  public interface Planner<O extends Record> {
    /** Observes and plans; writes nothing. */
    Plan plan(OperationContext context, O options) throws InterruptedException;
  }
}
