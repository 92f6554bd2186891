package io.ec2cluster.host;

import java.nio.file.Path;
import java.util.List;

/**
 * A package and what it needs, unpacked.
 *
 * @param name package, version and architecture
 * @param tree where the packages' file tree begins
 * @param programs the programs, relative to it
 * @param libraries the folders of their libraries, relative to it
 */
public record UnpackedSoftware(String name, Path tree, List<Path> programs, List<Path> libraries) {
  /** Copies the lists. */
  public UnpackedSoftware {
    programs = List.copyOf(programs);
    libraries = List.copyOf(libraries);
  }
}
