package io.ec2cluster.internal.agent;

import io.ec2cluster.Report;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.node.OperationRun;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.Operation;
import java.util.List;

/** Finds and runs an engine's changes by their ids. */
final class Changes {
  private Changes() {}

  /**
   * The change of an id.
   *
   * @throws UsageException if there is none
   */
  static Change<?> get(List<Operation<?>> operations, String id) {
    return operations.stream()
        .filter(operation -> operation.id().equals(id))
        .filter(Change.class::isInstance)
        .map(operation -> (Change<?>) operation)
        .findFirst()
        .orElseThrow(() -> new UsageException("there is no change '" + id + "' to run as a task"));
  }

  /** Runs one; a failure is in the report. */
  static Report run(OperationRun run, List<Operation<?>> operations, String id, Record options) {
    return run(run, get(operations, id), options);
  }

  private static <O extends Record> Report run(OperationRun run, Change<O> change, Record options) {
    return run.change(change, change.options().cast(options), false);
  }
}
