package io.ec2cluster.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The nodes' directories for files of core's own; nothing is made before somebody writes. */
final class NodeFiles implements AutoCloseable {
  private final Path root;
  private boolean used;

  NodeFiles() {
    try {
      root = Files.createTempDirectory("ec2cluster-simulation");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Path of(SimulatedNode node) {
    used = true;
    return root.resolve(node.instanceId);
  }

  /** The next schedule begins without any. */
  void clear() {
    if (used) {
      used = false;
      found().forEach(NodeFiles::delete);
    }
  }

  /** All of it but the root, what is inside something before it. */
  private List<Path> found() {
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> paths = new ArrayList<>(all.filter(path -> !path.equals(root)).toList());
      paths.sort((one, other) -> other.compareTo(one));
      return paths;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    clear();
    delete(root);
  }
}
