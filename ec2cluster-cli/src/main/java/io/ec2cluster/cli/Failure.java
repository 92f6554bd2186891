package io.ec2cluster.cli;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Outcome;
import io.ec2cluster.config.ConfigurationException;
import java.util.List;

/**
 * Why a command came to nothing.
 *
 * @param outcome the kind of failure, which decides the exit code
 * @param message what was found, what was expected, what to do
 * @param problems the single problems of a configuration or of options
 * @param cause what was thrown
 */
record Failure(Outcome outcome, String message, List<? extends Record> problems, Throwable cause) {
  /** Phrases whatever was thrown. */
  static Failure of(Throwable thrown) {
    if (thrown instanceof ConfigurationException invalid) {
      return new Failure(invalid.outcome(), message(invalid), invalid.problems(), thrown);
    }
    if (thrown instanceof Ec2ClusterException known) {
      return new Failure(known.outcome(), message(known), List.of(), thrown);
    }
    return new Failure(Outcome.INTERNAL_ERROR, internalError(thrown), List.of(), thrown);
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.getClass().getName() : message;
  }

  private static String internalError(Throwable thrown) {
    return thrown.getClass().getName()
        + ": "
        + message(thrown)
        + "\nThis is a fault of ec2cluster or of an engine module, not of yours. Please report it"
        + " to whoever gave you the software, with the output of the same command with -v.";
  }
}
