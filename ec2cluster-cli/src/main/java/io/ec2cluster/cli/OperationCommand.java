package io.ec2cluster.cli;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.UsageException;
import io.ec2cluster.cli.Core.Configured;
import io.ec2cluster.cli.Core.Node;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Query;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs an operation.
 *
 * @param core what stands behind the command line
 * @param engine the engine named on the command line; else the configured one
 * @param operation the operation as the command line declares it
 */
record OperationCommand(Core core, Optional<String> engine, Operation<?> operation)
    implements Action {

  @Override
  public Subject subject() {
    return new Subject(engine, Optional.of(operation.id()));
  }

  @Override
  public int run(Call call) {
    Configured configured = core.configure(call.options());
    String chosen = engine.orElseGet(() -> configuredEngine(configured));
    Operation<?> meant = engine.isPresent() ? operation : operationOf(chosen);
    Record options =
        core.options(meant.options(), OptionRecord.of(operation.options()).given(call.command()));
    Subject subject = Subject.operation(chosen, meant.id());
    ProgressListener listener =
        call.options().dryRun() ? new WithoutSteps(call.progress()) : call.progress();
    try (Node node = configured.open(chosen, listener)) {
      return run(call, node, subject, meant, options);
    } catch (Ec2ClusterException failed) {
      return call.presentation().failure(subject, Failure.of(failed));
    }
  }

  private static int run(
      Call call, Node node, Subject subject, Operation<?> meant, Record options) {
    String engine = subject.engine().orElseThrow();
    boolean dryRun = call.options().dryRun();
    if (meant instanceof Change<?>) {
      return call.presentation().report(node.run(engine, meant.id(), options, dryRun));
    }
    if (meant instanceof Query<?>) {
      // A query writes nothing: a dry run of it is the query.
      return new Questioning(call.presentation(), subject, call.time())
          .exitCode(() -> node.ask(engine, meant.id(), options));
    }
    if (dryRun) {
      throw new UsageException(
          "--dry-run: '"
              + meant.id()
              + "' is a service, which decides what to do while it runs; there is no plan to show");
    }
    node.serve(engine, meant.id(), options);
    return call.presentation().served(subject);
  }

  private String configuredEngine(Configured configured) {
    return configured
        .engine()
        .orElseThrow(
            () ->
                new UsageException(
                    "no engine is configured: set 'engine:' in "
                        + configured.file().orElse("the configuration file")
                        + " to what 'ec2cluster "
                        + operation.id()
                        + "' shall mean, or name it: 'ec2cluster ENGINE "
                        + operation.id()
                        + "'. Engines: "
                        + engines()));
  }

  private Operation<?> operationOf(String chosen) {
    core.catalog().get(chosen);
    return core.operations(chosen).stream()
        .filter(candidate -> candidate.id().equals(operation.id()))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "the configured engine '"
                        + chosen
                        + "' has no operation '"
                        + operation.id()
                        + "'; it has: "
                        + core.operations(chosen).stream()
                            .map(Operation::id)
                            .collect(Collectors.joining(", "))));
  }

  private String engines() {
    return core.catalog().entries().stream()
        .map(entry -> entry.module().id())
        .collect(Collectors.joining(", "));
  }
}
