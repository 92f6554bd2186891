package io.ec2cluster.local;

import io.ec2cluster.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A tool of node i-1 that tells one phase and then waits to be killed. */
final class PresenceTool {
  private PresenceTool() {}

  public static void main(String[] arguments) throws IOException {
    LocalPresence presence =
        new LocalPresence(Path.of(arguments[0]), "i-1", "maindb", Map.of(), Time.system());
    switch (arguments[1]) {
      case "working" -> presence.working();
      case "starting" -> presence.startingEngine();
      case "stopped" -> presence.engineStopped();
      default -> throw new IllegalArgumentException(arguments[1]);
    }
    System.out.println("told");
    // Ends with its parent at the latest: standard input is closed then.
    System.in.transferTo(System.out);
  }
}
