package io.ec2cluster.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The locks by which one operation at a time works on a node. */
final class NodeLocks {
  private static final Pattern HOLDER = Pattern.compile("in process (\\d+)");

  private NodeLocks() {}

  /**
   * Waits until no operation works on a node any more: one that a killed process had called on
   * another node goes on there. The lock's file names its process as long as it lives.
   */
  static void awaitIdle(Path node) throws IOException {
    Path locks = node.resolve("state/locks");
    if (Files.notExists(locks)) {
      return;
    }
    try (Stream<Path> files = Files.list(locks)) {
      for (Path file : files.toList()) {
        Matcher holder = HOLDER.matcher(Files.readString(file));
        if (holder.find()) {
          ProcessHandle.of(Long.parseLong(holder.group(1)))
              // A number may have been given to another process since.
              .filter(process -> process.info().command().orElse("").endsWith("/java"))
              .ifPresent(process -> process.onExit().orTimeout(3, TimeUnit.MINUTES).join());
        }
      }
    }
  }
}
