package io.ec2cluster.cli;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.spi.Query;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code --output json} prints for every operation, whatever its kind and however it ended.
 * Stable: members are added, never renamed or removed. What is not known is null.
 *
 * @param engine the engine's id
 * @param operation the operation's id
 * @param cluster the cluster
 * @param instance this node's instance id
 * @param role the node's role
 * @param epoch the epoch of the role record
 * @param outcome how it ended
 * @param exitCode the exit code; after a signal the process ends with 128 + the signal's number
 * @param message what happened, in words
 * @param dryRun whether nothing was done on purpose
 * @param steps what was done, in order
 * @param notes what a person should know
 * @param problems what is wrong in the configuration or with the options
 * @param answer the answer of a query
 */
record OperationResult(
    Optional<String> engine,
    Optional<String> operation,
    Optional<String> cluster,
    Optional<String> instance,
    Optional<String> role,
    OptionalLong epoch,
    Outcome outcome,
    int exitCode,
    String message,
    boolean dryRun,
    List<StepResult> steps,
    List<String> notes,
    List<? extends Record> problems,
    Optional<Record> answer) {

  /**
   * One step of an operation.
   *
   * @param name its name
   * @param description what it does
   * @param outcome how it ended
   * @param elapsedMillis how long it took
   * @param detail the error of a failure, in a dry run why it cannot be checked now; else empty
   * @param branch the branch that it belongs to in a dry run
   */
  record StepResult(
      String name,
      String description,
      Report.StepOutcome outcome,
      long elapsedMillis,
      String detail,
      Optional<String> branch) {
    static StepResult of(Report.StepReport step) {
      return new StepResult(
          step.name(),
          step.description(),
          step.outcome(),
          step.elapsed().toMillis(),
          step.detail(),
          step.branch());
    }
  }

  /** A change, done or not. */
  static OperationResult of(Report report) {
    return new OperationResult(
        Optional.of(report.engine()),
        Optional.of(report.operation()),
        report.cluster(),
        report.instance(),
        report.role(),
        report.epoch(),
        report.outcome(),
        report.exitCode(),
        report.message(),
        report.dryRun(),
        report.steps().stream().map(StepResult::of).toList(),
        report.notes(),
        List.of(),
        Optional.empty());
  }

  /** A query that was answered. */
  static OperationResult of(Subject subject, Query.Answer answer) {
    return plain(
        subject, Outcome.DONE, answer.exitCode(), "", List.of(), Optional.of(answer.value()));
  }

  /** A service that came to its end. */
  static OperationResult served(Subject subject) {
    return plain(subject, Outcome.DONE, Outcome.DONE.exitCode(), "", List.of(), Optional.empty());
  }

  /** Whatever did not come to a report or an answer. */
  static OperationResult of(Subject subject, Failure failure) {
    return plain(
        subject,
        failure.outcome(),
        failure.outcome().exitCode(),
        failure.message(),
        failure.problems(),
        Optional.empty());
  }

  private static OperationResult plain(
      Subject subject,
      Outcome outcome,
      int exitCode,
      String message,
      List<? extends Record> problems,
      Optional<Record> answer) {
    return new OperationResult(
        subject.engine(),
        subject.operation(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        outcome,
        exitCode,
        message,
        false,
        List.of(),
        List.of(),
        problems,
        answer);
  }
}
