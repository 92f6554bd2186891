package io.ec2cluster.postgres;

import java.nio.file.Path;
import java.util.List;

/**
 * A server package and what it needs, unpacked.
 *
 * @param name package, version and architecture
 * @param tree where the packages' file tree begins
 * @param programs the programs, relative to it
 * @param libraries the folder of their libraries, relative to it
 */
record UnpackedServer(String name, Path tree, List<Path> programs, Path libraries) {
  UnpackedServer {
    programs = List.copyOf(programs);
  }
}
