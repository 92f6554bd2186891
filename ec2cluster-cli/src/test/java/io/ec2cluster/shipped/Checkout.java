package io.ec2cluster.shipped;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with the launcher where a checkout has it.
 *
 * @param root the checkout's root
 * @param name the module's folder
 */
record Checkout(Path root, String name) {

  /** Makes one without the jar, under a path with blanks. */
  static Checkout in(Path folder) throws IOException {
    return make(new Checkout(folder.resolve("a check out"), "cli module"));
  }

  /**
   * Makes one without the jar, under a path without blanks: with them Java 17 finds no class of the
   * jar in an archive.
   */
  static Checkout withoutBlanksIn(Path folder) throws IOException {
    return make(new Checkout(folder.resolve("checkout"), "cli"));
  }

  private static Checkout make(Checkout checkout) throws IOException {
    Files.createDirectories(checkout.module().resolve("bin"));
    Files.copy(Shipped.launcher(), checkout.launcher(), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(checkout.module().resolve("target"));
    return checkout;
  }

  /** The same with the jar. */
  Checkout withJar() throws IOException {
    putJar(jar());
    return this;
  }

  Path launcher() {
    return module().resolve("bin/ec2cluster");
  }

  Path module() {
    return root.resolve(name);
  }

  Path jar() {
    return module().resolve("target/ec2cluster.jar");
  }

  /** The archives of classes beside the jar. */
  List<Path> archives() throws IOException {
    return archivesIn(module().resolve("target"));
  }

  /** The archives of classes, whole or being made, anywhere in a folder. */
  static List<Path> archivesIn(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*\\.(jsa|aot)(\\.making)?"))
          .toList();
    }
  }

  /** Writes a script that can be run. */
  static Path script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A link where the file system allows it: the jar is large. */
  private static void putJar(Path place) throws IOException {
    try {
      Files.createLink(place, Shipped.jar());
    } catch (FileAlreadyExistsException wrong) {
      throw wrong;
    } catch (FileSystemException otherFileSystem) {
      Files.copy(Shipped.jar(), place);
    }
  }
}
