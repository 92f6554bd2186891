package io.ec2cluster.aws;

import com.google.common.base.Ascii;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.internal.time.Durations;
import io.ec2cluster.spi.CommandResult;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;

/**
 * What SSM tells of a command on one node (User Guide, "Understanding command statuses"). It keeps
 * the first 24,000 characters of the output, and the first 8,000 of the errors (API reference,
 * GetCommandInvocation); both are empty until the command has ended.
 *
 * @param status its status, for example {@code InProgress}
 * @param details the status more exactly, for example {@code DeliveryTimedOut}
 * @param responseCode the exit code; -1 while there is none
 * @param output its standard output
 * @param errors its standard error
 */
record SsmInvocation(
    String status, String details, int responseCode, String output, String errors) {
  private static final Set<String> UNDER_WAY =
      Set.of("Pending", "InProgress", "Delayed", "Cancelling");

  private static final Set<String> UNDELIVERED = Set.of("Pending", "Delayed");

  /** Of the program killed by signal 9, which is how the agent ends it. */
  private static final int KILLED = 128 + 9;

  private static final int KEPT_ERRORS = 8000;

  static SsmInvocation of(GetCommandInvocationResponse response) {
    String status = text(response.statusAsString());
    // The console, and older answers, write these in words.
    String details = text(response.statusDetails()).replace(" ", "");
    return new SsmInvocation(
        status,
        details.isEmpty() ? status : details,
        Optional.ofNullable(response.responseCode()).orElse(-1),
        text(response.standardOutputContent()),
        text(response.standardErrorContent()));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  boolean hasEnded() {
    return !UNDER_WAY.contains(status);
  }

  /** Whether no agent has taken it yet. */
  boolean isUndelivered() {
    return UNDELIVERED.contains(status);
  }

  /**
   * How it ended, after it has.
   *
   * @param id of the command, for messages
   * @throws EnvironmentException if it was not run, or ended by somebody else
   */
  CommandResult result(SsmOrder order, String id, Duration elapsed) {
    return switch (Ascii.toLowerCase(details)) {
      case "success" -> ended(0, elapsed);
      case "executiontimedout", "timedout" ->
          overdue(elapsed, notice(order, id) + ": the agent ended it");
      case "failed" -> {
        if (responseCode <= 0) {
          throw failed(order, id, "failed before it ran: " + errors.strip());
        }
        yield ended(responseCode, elapsed);
      }
      case "deliverytimedout", "undeliverable" ->
          throw failed(
              order,
              id,
              "was not delivered ("
                  + details
                  + "): no SSM Agent answers there. Look whether the instance and its agent run"
                  + " (systemctl status amazon-ssm-agent), and whether it reaches SSM");
      case "accessdenied" ->
          throw failed(order, id, "was not allowed (AccessDenied): see the policy of this node");
      case "cancelled" -> throw failed(order, id, "was cancelled by somebody else");
      default ->
          throw failed(
              order, id, "ended as " + details + " (" + status + "): it may not have been run");
    };
  }

  /** The result of one that was ended because its time was over. */
  CommandResult overdue(Duration elapsed, String notice) {
    String said = errors.isBlank() ? notice : errors.stripTrailing() + "\n" + notice;
    return new CommandResult(KILLED, true, output, said, elapsed);
  }

  /** That it took too long. */
  static String notice(SsmOrder order, String id) {
    return "command " + id + " of SSM did not end within " + Durations.text(order.timeout());
  }

  private CommandResult ended(int exitCode, Duration elapsed) {
    return new CommandResult(exitCode, false, output, said(), elapsed);
  }

  /** The errors without the agent's own line, which would hide what an output says. */
  private String said() {
    String own = errors.replaceFirst("(?:^|\\n)failed to run commands: exit status \\d+\\s*$", "");
    return errors.length() < KEPT_ERRORS
        ? own
        : own.stripTrailing() + "\n(SSM keeps no more than the first 8,000 characters)";
  }

  private static EnvironmentException failed(SsmOrder order, String id, String what) {
    return new EnvironmentException(order + " (command " + id + " of SSM) " + what);
  }
}
