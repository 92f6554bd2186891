package io.ec2cluster.internal.node;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.internal.hook.FailureHook;
import io.ec2cluster.internal.run.NodeLock;
import io.ec2cluster.internal.run.PlanRunner;
import io.ec2cluster.internal.run.RunContext;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Query;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Service;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of one operation of one engine: its context, its lock, its report. For use by one
 * thread.
 */
public final class OperationRun implements NodeContext.PlanExecution {
  private static final Logger LOG = LoggerFactory.getLogger(OperationRun.class);

  /** Looking costs a file's opening. */
  private static final Duration LOCK_PAUSE = Duration.ofMillis(100);

  private final EngineModule engine;
  private final String operation;
  private final Surroundings surroundings;
  private final PlanRunner runner;
  private final NodeContext context;
  private final List<String> notes = new ArrayList<>();
  private Consumer<String> noted = this::tell;

  /** A call of an operation. */
  public OperationRun(
      EngineModule engine,
      String operation,
      ClusterSettings settings,
      Record engineSettings,
      Supplier<Cloud> cloud,
      Surroundings surroundings) {
    this.engine = engine;
    this.operation = operation;
    this.surroundings = surroundings;
    this.runner =
        new PlanRunner(surroundings.time(), surroundings.random(), surroundings.listener());
    this.context = new NodeContext(settings, engineSettings, cloud, surroundings, this);
  }

  /** Plans and, unless it is a dry run, runs. A failure is in the report. */
  public <O extends Record> Report change(Change<O> change, O options, boolean dryRun) {
    noted = notes::add;
    RunResult result = result(change, options, dryRun);
    new FailureHook(context, engine.id(), operation).after(result, dryRun, progress());
    return report(result, dryRun);
  }

  private <O extends Record> RunResult result(Change<O> change, O options, boolean dryRun) {
    try {
      return dryRun
          ? runner.dryRun(change.planner().plan(context, options))
          : locked(change, options);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return RunResult.failedToPlan(interrupted);
    } catch (RuntimeException failure) {
      return RunResult.failedToPlan(failure);
    }
  }

  /** Asks. Notes become progress: an answer has no place for them. */
  public <O extends Record> Query.Answer ask(Query<O> query, O options)
      throws InterruptedException {
    return query.question().answer(context, options);
  }

  /** What the engine lets {@code doctor} look at. */
  public List<Inspection> inspections() {
    return engine.inspections(context);
  }

  /** What a look without an operation works with; it plans and writes nothing. */
  public OperationContext context() {
    return context;
  }

  /**
   * Serves until it is done or interrupted. Notes become progress, those of its plans too: who
   * serves for months has no report at its end.
   */
  public <O extends Record> void serve(Service<O> service, O options) throws InterruptedException {
    service.body().run(context, options);
  }

  private <O extends Record> RunResult locked(Change<O> change, O options)
      throws InterruptedException {
    if (!engine.worksOnNode() || !change.worksOnNode()) {
      return runner.run(change.planner().plan(context, options));
    }
    NodeLock lock = acquireLock(change.patience().apply(options));
    try (lock) {
      return runner.run(change.planner().plan(context, options));
    }
  }

  private NodeLock acquireLock(Duration patience) throws InterruptedException {
    Time time = surroundings.time();
    String instance = context.cloud().metadata().instanceId();
    long begun = time.nanos();
    boolean told = patience.isZero();
    while (true) {
      try {
        return NodeLock.acquire(context.stateDirectory(), lockName(), instance, operation, time);
      } catch (RefusedException held) {
        if (time.nanos() - begun >= patience.toNanos()) {
          throw held;
        }
        if (!told) {
          told = true;
          surroundings
              .listener()
              .progress(
                  operation,
                  "waits up to %d s: %s".formatted(patience.toSeconds(), held.getMessage()));
        }
      }
      time.sleep(LOCK_PAUSE);
    }
  }

  /** What else is done for a cluster of the same name does not keep out who has a role in it. */
  private String lockName() {
    return engine instanceof RoleEngine ? context.cluster() : context.cluster() + "." + engine.id();
  }

  @Override
  public Report run(NodeContext node, Plan plan) {
    RunResult result = runner.run(plan);
    result.notes().forEach(this::tell);
    return report(result, false);
  }

  @Override
  public StepContext progress() {
    return new RunContext(
        operation, surroundings.time(), surroundings.random(), surroundings.listener(), noted);
  }

  private void tell(String note) {
    surroundings.listener().progress(operation, "note: " + note);
  }

  private Report report(RunResult result, boolean dryRun) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(metadataNotes());
    all.addAll(result.notes());
    return new Report(
        engine.id(),
        operation,
        isAboutNode() ? quietly(context::cluster) : context.settings().cluster(),
        isAboutNode() ? quietly(() -> context.cloud().metadata().instanceId()) : Optional.empty(),
        context.role().map(NodeContext.RoleInReport::role).map(Role::label),
        context.role().map(role -> OptionalLong.of(role.epoch())).orElse(OptionalLong.empty()),
        result.outcome(),
        result.message(),
        dryRun,
        result.steps(),
        all);
  }

  private List<String> metadataNotes() {
    return isAboutNode()
        ? quietly(() -> context.cloud().metadata().notes()).orElse(List.of())
        : List.of();
  }

  /**
   * Whether the report may ask who this node is. A role belongs to a node; an operation of other
   * modules may run anywhere, and a report asks nothing that its operation did not need: off EC2
   * the question costs seconds.
   */
  private boolean isAboutNode() {
    return engine instanceof RoleEngine || context.knowsNode();
  }

  /**
   * What a failed run could not find out is left out of its report: the failure itself says why.
   */
  private static <T> Optional<T> quietly(Supplier<T> supplier) {
    try {
      return Optional.of(supplier.get());
    } catch (Ec2ClusterException unknown) {
      LOG.debug("left out of the report", unknown);
      return Optional.empty();
    }
  }
}
