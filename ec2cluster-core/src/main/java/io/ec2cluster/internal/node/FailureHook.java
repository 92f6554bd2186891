package io.ec2cluster.internal.node;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Outcome;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.OperationContext;
import java.util.Map;
import java.util.Optional;

/**
 * Runs {@code hooks.on-failure} after an operation that failed. What becomes of the hook never
 * changes what became of the operation: it is a note in the report.
 */
final class FailureHook {
  private final OperationContext context;
  private final String engine;
  private final String operation;

  FailureHook(OperationContext context, String engine, String operation) {
    this.context = context;
    this.engine = engine;
    this.operation = operation;
  }

  /** A note for the report, where a hook was run. */
  Optional<String> after(RunResult result, boolean dryRun) {
    ClusterSettings.Hooks hooks = context.settings().hooks();
    boolean failed = result.outcome() != Outcome.DONE && result.outcome() != Outcome.INTERRUPTED;
    return failed && !dryRun && !hooks.onFailure().isEmpty()
        ? Optional.of("hook on-failure: " + run(hooks, result))
        : Optional.empty();
  }

  private String run(ClusterSettings.Hooks hooks, RunResult result) {
    Command command =
        Command.of(hooks.onFailure()).withEnvironment(environment(result)).within(hooks.timeout());
    try {
      CommandResult ended = context.commands().run(command);
      return ended.succeeded()
          ? "done"
          : "exit code " + ended.exitCode() + ": " + ended.lastWords(5);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } catch (Ec2ClusterException failure) {
      return String.valueOf(failure.getMessage());
    }
  }

  private Map<String, String> environment(RunResult result) {
    return ImmutableMap.of(
        "EC2CLUSTER_ENGINE", engine,
        "EC2CLUSTER_OPERATION", operation,
        "EC2CLUSTER_OUTCOME", Ascii.toLowerCase(result.outcome().name()),
        "EC2CLUSTER_EXIT_CODE", Integer.toString(result.outcome().exitCode()),
        "EC2CLUSTER_MESSAGE", result.message());
  }
}
