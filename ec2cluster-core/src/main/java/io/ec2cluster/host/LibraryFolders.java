package io.ec2cluster.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where libraries lie in an unpacked tree. Packages still bring some below {@code /lib}, which an
 * installed system has merged with {@code /usr/lib} and a tree has not (Debian 12: libreadline8).
 */
final class LibraryFolders {
  private LibraryFolders() {}

  /** Those that are there, relative to the tree. */
  static List<Path> in(Path tree) {
    return Stream.of("usr/lib", "lib")
        .map(tree::resolve)
        .filter(Files::isDirectory)
        .map(LibraryFolders::ofArchitecture)
        .map(tree::relativize)
        .toList();
  }

  /** What {@code LD_LIBRARY_PATH} is to be. */
  static String path(Path tree, List<Path> folders) {
    return folders.stream()
        .map(folder -> tree.resolve(folder).toString())
        .collect(Collectors.joining(":"));
  }

  /** Of the machine's architecture where the packages tell them apart (multiarch). */
  private static Path ofArchitecture(Path lib) {
    try (Stream<Path> entries = Files.list(lib)) {
      return entries
          .filter(folder -> String.valueOf(folder.getFileName()).contains("-linux-"))
          .findFirst()
          .orElse(lib);
    } catch (IOException failure) {
      throw OwnedFiles.failed("listing", lib, failure);
    }
  }
}
