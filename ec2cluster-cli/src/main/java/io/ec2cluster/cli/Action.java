package io.ec2cluster.cli;

/** What a command does. */
@FunctionalInterface
interface Action {
  /** Does it and returns the exit code; failures are thrown. */
  int run(Call call);

  /** What the command is about, for the report of a failure. */
  default Subject subject() {
    return Subject.unknown();
  }
}
