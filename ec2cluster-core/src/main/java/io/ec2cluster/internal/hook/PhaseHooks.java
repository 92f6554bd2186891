package io.ec2cluster.internal.hook;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.internal.process.ProgramEnvironment;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts the configured hooks around the steps of a phase. A hook is a step of its own, {@code hook
 * before-start}: reported, shown by a dry run, and ended with what it started when its time is over
 * or the run is interrupted.
 *
 * <p>Hooks run only where the phase does something. The hook before it asks the checks of the
 * phase's steps. The hook after it is owed from the moment at which the first of them acts, which a
 * file in the state directory remembers: killed in between, the next run finds the steps done and
 * runs the hook all the same. A step that cannot tell beforehand whether it has something to do
 * counts as one that has.
 */
public final class PhaseHooks {
  private final OperationContext context;
  private final String engine;
  private final String operation;
  private final Supplier<Optional<Assignment>> assignment;

  /**
   * The hooks of one operation.
   *
   * @param engine the engine's id
   * @param operation the operation's id
   * @param assignment the node's role, asked when a hook runs; empty where it is not decided
   */
  public PhaseHooks(
      OperationContext context,
      String engine,
      String operation,
      Supplier<Optional<Assignment>> assignment) {
    this.context = context;
    this.engine = engine;
    this.operation = operation;
    this.assignment = assignment;
  }

  /** The steps with the hooks of their phase; the steps themselves where there is none. */
  public List<Step> around(Phase phase, List<Step> steps) {
    Optional<HookProgram> before = find("before-" + phase.label());
    Optional<HookProgram> after = find("after-" + phase.label());
    if (steps.isEmpty()) {
      return steps;
    }
    List<Step> all = new ArrayList<>();
    before.ifPresent(hook -> all.add(before(hook, phase, steps)));
    if (after.isPresent()) {
      steps.forEach(step -> all.add(owing(after.get(), step)));
      all.add(after(after.get(), phase, steps));
    } else {
      all.addAll(steps);
    }
    return all;
  }

  private Optional<HookProgram> find(String name) {
    return HookProgram.find(context.settings().hooks(), name);
  }

  private Step before(HookProgram hook, Phase phase, List<Step> steps) {
    return named(hook)
        .check(step -> actsOn(steps, step) ? Check.State.NEEDED : Check.State.DONE)
        .action(step -> run(hook, phase, step));
  }

  private Step after(HookProgram hook, Phase phase, List<Step> steps) {
    return named(hook)
        .check(
            step ->
                pending(hook).isSet() || actsOn(steps, step)
                    ? Check.State.NEEDED
                    : Check.State.DONE)
        .action(
            step -> {
              run(hook, phase, step);
              pending(hook).clear();
            });
  }

  private void run(HookProgram hook, Phase phase, StepContext step) throws InterruptedException {
    hook.run(context.commands(), environment(hook, phase), step);
  }

  private static Step.Builder named(HookProgram hook) {
    return Step.named("hook " + hook.name()).description("Run " + hook.program());
  }

  /** In order, and no further than needed: a later check may stand on what an earlier step does. */
  private static boolean actsOn(List<Step> steps, StepContext context) throws InterruptedException {
    for (Step step : steps) {
      if (step.check().state(context) != Check.State.DONE) {
        return true;
      }
    }
    return false;
  }

  private Step owing(HookProgram hook, Step step) {
    Action action = step.action();
    return step.withAction(
        running -> {
          pending(hook).set();
          action.run(running);
        });
  }

  private PendingHook pending(HookProgram hook) {
    return PendingHook.of(context, hook.name());
  }

  private Map<String, String> environment(HookProgram hook, Phase phase) {
    ProgramEnvironment known = new ProgramEnvironment(context);
    return ImmutableMap.<String, String>builder()
        .putAll(assignment.get().map(known::of).orElseGet(known::ofNode))
        .put("EC2CLUSTER_ENGINE", engine)
        .put("EC2CLUSTER_OPERATION", operation)
        .put("EC2CLUSTER_HOOK", hook.name())
        .put("EC2CLUSTER_PHASE", phase.label())
        .buildKeepingLast();
  }
}
