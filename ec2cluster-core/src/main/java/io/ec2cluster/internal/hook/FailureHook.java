package io.ec2cluster.internal.hook;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Outcome;
import io.ec2cluster.internal.process.ProgramEnvironment;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.StepContext;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code hooks.on-failure} after an operation that failed. What becomes of the hook never
 * changes what became of the operation: it is a note in the report.
 */
public final class FailureHook {
  private static final Logger LOG = LoggerFactory.getLogger(FailureHook.class);
  private static final String NAME = "on-failure";

  private final OperationContext context;
  private final String engine;
  private final String operation;

  /** The hook of one operation. */
  public FailureHook(OperationContext context, String engine, String operation) {
    this.context = context;
    this.engine = engine;
    this.operation = operation;
  }

  /**
   * Runs it where the operation failed by itself; an interruption is restored on the thread.
   *
   * @param report where its notes go
   */
  public void after(RunResult result, boolean dryRun, StepContext report) {
    boolean failed = result.outcome() != Outcome.DONE && result.outcome() != Outcome.INTERRUPTED;
    Optional<HookProgram> hook = HookProgram.find(context.settings().hooks(), NAME);
    if (!failed || dryRun || hook.isEmpty()) {
      return;
    }
    try {
      if (hook.get().run(context.commands(), environment(result), report)) {
        report.note("hook on-failure: done");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      report.note("hook on-failure was interrupted");
    }
  }

  private Map<String, String> environment(RunResult result) {
    return ImmutableMap.<String, String>builder()
        .putAll(node())
        .put("EC2CLUSTER_ENGINE", engine)
        .put("EC2CLUSTER_OPERATION", operation)
        .put("EC2CLUSTER_HOOK", NAME)
        .put("EC2CLUSTER_OUTCOME", Ascii.toLowerCase(result.outcome().name()).replace('_', '-'))
        .put("EC2CLUSTER_EXIT_CODE", Integer.toString(result.outcome().exitCode()))
        .put("EC2CLUSTER_MESSAGE", result.message().replace('\0', ' '))
        .buildKeepingLast();
  }

  /** What the failed operation could not find out either is left out: the message says why. */
  private Map<String, String> node() {
    try {
      return new ProgramEnvironment(context).ofNode();
    } catch (Ec2ClusterException unknown) {
      LOG.debug("left out of the environment of hook on-failure", unknown);
      return Map.of();
    }
  }
}
