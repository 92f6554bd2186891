package io.ec2cluster.internal.process;

import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the file of a program as a shell would: a name with a slash is a path, any other is looked
 * for in the folders of {@code PATH}.
 *
 * @param path the value of {@code PATH}
 * @param directory where the program will run, for relative paths
 */
record ProgramSearch(String path, Path directory) {
  /** Where programs are looked for if {@code PATH} is not set (the usual default of a shell). */
  static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Looks in the usual folders, whatever the environment says. */
  static ProgramSearch standard() {
    return new ProgramSearch(DEFAULT_PATH, Path.of("/"));
  }

  /** The program's file, or an error that says where it was looked for. */
  Path get(String program) {
    if (!program.contains("/")) {
      return find(program)
          .orElseThrow(
              () ->
                  new EnvironmentException(
                      "program '"
                          + program
                          + "' was not found in the folders of PATH ("
                          + path
                          + "): install it, or give its full path"));
    }
    Path file = directory.resolve(program).toAbsolutePath().normalize();
    if (!Files.exists(file)) {
      throw new EnvironmentException(
          "program " + file + " was not found: install it, or correct its path");
    }
    if (!isProgram(file)) {
      throw new EnvironmentException(
          file + " is not a program: expected a file that this user may execute (chmod +x)");
    }
    return file;
  }

  /** Looks in the folders of {@code PATH}. */
  Optional<Path> find(String program) {
    List<String> folders = Splitter.on(':').omitEmptyStrings().splitToList(path);
    return folders.stream()
        .map(folder -> Path.of(folder, program))
        .filter(ProgramSearch::isProgram)
        .map(Path::toAbsolutePath)
        .findFirst();
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
