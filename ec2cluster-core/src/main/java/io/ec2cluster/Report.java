package io.ec2cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a change ended. The JSON form of {@code --output json} has the same members, in kebab-free
 * camel case, and is stable.
 *
 * @param engine the engine's id
 * @param operation the operation's id
 * @param cluster the cluster
 * @param instance this node's instance id, where there is one
 * @param role the role that the node has now, where it is decided
 * @param epoch the epoch of the role record
 * @param outcome the kind of outcome
 * @param message what happened, in words: for a failure what was found, expected, and what to do
 * @param dryRun whether nothing was done on purpose
 * @param steps the steps in the order in which they ran
 * @param notes what a person should know
 */
public record Report(
    String engine,
    String operation,
    Optional<String> cluster,
    Optional<String> instance,
    Optional<String> role,
    OptionalLong epoch,
    Outcome outcome,
    String message,
    boolean dryRun,
    List<StepReport> steps,
    List<String> notes) {
  /** Copies the lists. */
  public Report {
    steps = List.copyOf(steps);
    notes = List.copyOf(notes);
  }

  /** The exit code of a process that ends so. */
  public int exitCode() {
    return outcome.exitCode();
  }

  /**
   * How one step ended.
   *
   * @param name the step's name
   * @param description what it does
   * @param outcome how it ended
   * @param elapsed how long it took
   * @param detail the error of a failure, in a dry run why it cannot be checked now; else empty
   * @param branch in a dry run the branch that it belongs to, {@code primary} or, of a choice in a
   *     choice, {@code primary, founder}; empty for a step that runs whatever is decided
   */
  public record StepReport(
      String name,
      String description,
      StepOutcome outcome,
      Duration elapsed,
      String detail,
      Optional<String> branch) {}

  /** How a step ended. */
  public enum StepOutcome {
    /** It acted. */
    DONE,
    /** There was nothing to do. */
    ALREADY_SO,
    /** A dry run: it would act. */
    PLANNED,
    /** It failed. */
    FAILED,
    /** It was interrupted. */
    INTERRUPTED,
    /** Taken back after a later failure. */
    UNDONE,
    /** It could not be taken back. */
    UNDO_FAILED
  }
}
