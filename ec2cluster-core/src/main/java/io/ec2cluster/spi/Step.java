package io.ec2cluster.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * One named part of a plan. A run checks first and acts only where something is to do; a failure
 * after it undoes it, if it can be undone. Immutable.
 *
 * @param name a few words, unique in its plan, stable: reports and tests know the step by it
 * @param description what it will do, with the names and values that matter and never a secret;
 *     shown by {@code --dry-run}
 * @param check whether there is something to do; {@link Check.State#DECIDED_BY_ACT} by default
 * @param action what it does
 * @param undo what takes it back when a later step fails or the run is interrupted; runs only if
 *     the step was begun
 * @param deadline how long the action may take; unlimited (the action's own waits are bounded) by
 *     default
 */
public record Step(
    String name,
    String description,
    Check check,
    Action action,
    Optional<Action> undo,
    Optional<Duration> deadline)
    implements PlanItem {

  @Override
  public Step step() {
    return this;
  }

  /** The same step, which does something else. */
  public Step withAction(Action newAction) {
    return new Step(name, description, check, newAction, undo, deadline);
  }

  /** The same step, which something takes back. */
  public Step withUndo(Action newUndo) {
    return new Step(name, description, check, action, Optional.of(newUndo), deadline);
  }

  /** Starts a step. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Collects a step. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private String description;
    private Check check = context -> Check.State.DECIDED_BY_ACT;
    private Optional<Action> undo = Optional.empty();
    private Optional<Duration> deadline = Optional.empty();

    private Builder(String name) {
      this.name = name;
      this.description = name;
    }

    /** What it will do. */
    public Builder description(String text) {
      this.description = text;
      return this;
    }

    /** Whether there is something to do. */
    public Builder check(Check newCheck) {
      this.check = newCheck;
      return this;
    }

    /** What takes it back. */
    public Builder undo(Action newUndo) {
      this.undo = Optional.of(newUndo);
      return this;
    }

    /** How long its action may take before it is interrupted. */
    public Builder deadline(Duration newDeadline) {
      this.deadline = Optional.of(newDeadline);
      return this;
    }

    /** The step, with what it does. */
    public Step action(Action action) {
      return new Step(name, description, check, action, undo, deadline);
    }
  }
}
