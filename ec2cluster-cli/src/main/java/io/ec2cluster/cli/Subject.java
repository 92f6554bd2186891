package io.ec2cluster.cli;

import java.util.Optional;

/**
 * What a command is about, as far as it is known when something goes wrong.
 *
 * @param engine the engine's id
 * @param operation the operation's id, or the command's name
 */
record Subject(Optional<String> engine, Optional<String> operation) {
  /** Nothing is known yet. */
  static Subject unknown() {
    return new Subject(Optional.empty(), Optional.empty());
  }

  /** A command that belongs to no engine. */
  static Subject command(String name) {
    return new Subject(Optional.empty(), Optional.of(name));
  }

  /** An operation of an engine. */
  static Subject operation(String engine, String operation) {
    return new Subject(Optional.of(engine), Optional.of(operation));
  }
}
