package io.ec2cluster.internal.hook;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Outcome;
import io.ec2cluster.config.Hook;
import io.ec2cluster.config.Hooks;
import io.ec2cluster.internal.process.ConfiguredProgram;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.StepContext;
import java.util.Map;
import java.util.Optional;

/**
 * A hook that is configured.
 *
 * @param name its name, such as {@code before-start}
 * @param program what it runs
 * @param policy what its failure means
 */
record HookProgram(String name, ConfiguredProgram program, Hook.Policy policy) {
  private static final String BEFORE = "before-";

  /** The hook of a name, where there is one. */
  static Optional<HookProgram> find(Hooks hooks, String name) {
    return Optional.ofNullable(hooks.byName().get(name))
        .map(
            hook ->
                new HookProgram(
                    name, program(hooks, name, hook), hook.policy().orElse(usually(name))));
  }

  private static ConfiguredProgram program(Hooks hooks, String name, Hook hook) {
    String setting = "hooks." + name;
    return new ConfiguredProgram(
        setting,
        hook.command(),
        hook.timeout().orElse(hooks.timeout()),
        hook.timeout().isPresent() ? setting + ".timeout" : "hooks.timeout");
  }

  private static Hook.Policy usually(String name) {
    return name.startsWith(BEFORE) ? Hook.Policy.FAIL : Hook.Policy.WARN;
  }

  /**
   * Runs it; its last lines become notes, and so does its failure where the policy is to warn.
   *
   * @return whether it succeeded
   * @throws Ec2ClusterException if it failed and the policy is to fail
   */
  boolean run(Commands commands, Map<String, String> environment, StepContext step)
      throws InterruptedException {
    try {
      program.run(commands, environment, step);
      return true;
    } catch (Ec2ClusterException failure) {
      if (policy == Hook.Policy.FAIL || failure.outcome() == Outcome.INTERRUPTED) {
        throw failure;
      }
      step.note(
          "hook "
              + name
              + " failed; its policy is to warn, so that is all: "
              + failure.getMessage());
      return false;
    }
  }
}
