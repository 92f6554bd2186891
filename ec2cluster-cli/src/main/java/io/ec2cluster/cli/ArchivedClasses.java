package io.ec2cluster.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Loads classes that a rehearsal does not come to, because it has no server to talk to: those of
 * the engines and of what they talk to their servers with. What is loaded gets into the archive.
 */
final class ArchivedClasses {
  private static final List<String> FOLDERS =
      List.of("io/ec2cluster/", "org/postgresql/", "redis/clients/jedis/");
  private static final String ENDING = ".class";

  private final Path jar;

  /** Those of a program in one jar; of anything else nothing is loaded. */
  ArchivedClasses(Path jar) {
    this.jar = jar;
  }

  /** Loads them, without running their initialisers. */
  void load() throws IOException {
    if (!Files.isRegularFile(jar)) {
      return;
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
        String name = entries.nextElement().getName();
        if (name.endsWith(ENDING) && FOLDERS.stream().anyMatch(name::startsWith)) {
          load(name.substring(0, name.length() - ENDING.length()).replace('/', '.'));
        }
      }
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, ArchivedClasses.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError optional) {
      // Drivers have parts for libraries that are not here (OSGi, waffle): nobody uses them either.
      return;
    }
  }
}
