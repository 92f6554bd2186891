package io.ec2cluster.cli;

import java.util.List;
import java.util.Map;

/**
 * Runs what commands usually run, for the launcher, which keeps the classes that this loads in an
 * archive. Reads no configuration of the machine and asks nothing of the network.
 */
public final class Rehearsal {
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("--version"),
          List.of("--help"),
          List.of("engines"),
          List.of("script", "init", "--help"),
          List.of("config", "show", "--output", "json"),
          List.of("no-such-command"));

  private Rehearsal() {}

  /** Runs them all. */
  public static void main(String[] args) {
    for (List<String> command : COMMANDS) {
      Main.run(command, Main.core(Map.of()));
    }
  }
}
