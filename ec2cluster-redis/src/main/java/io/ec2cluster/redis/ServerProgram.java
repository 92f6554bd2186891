package io.ec2cluster.redis;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A server's program that can run here.
 *
 * @param version as it tells it itself
 */
record ServerProgram(Path path, String version) {
  @Override
  public String toString() {
    return version + ", " + path;
  }

  /** The client beside it, else that of the PATH. */
  String client() {
    String name = String.valueOf(path.getFileName()).replace("-server", "-cli");
    Path beside = path.resolveSibling(name);
    return Files.isExecutable(beside) ? beside.toString() : name;
  }
}
