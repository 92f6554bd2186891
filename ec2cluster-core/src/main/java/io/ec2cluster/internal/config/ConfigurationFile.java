package io.ec2cluster.internal.config;

import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.ConfigurationScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration file and who named it.
 *
 * @param path the file
 * @param namedBy the option or variable that names it, or the standard
 */
public record ConfigurationFile(Path path, String namedBy) {
  private static final int LARGEST = 1 << 20;

  /** The first that is named; else the standard one unless it does not exist. */
  public static Optional<ConfigurationFile> find(Optional<Path> named, ConfigurationScope scope) {
    return named
        .map(path -> new ConfigurationFile(path, "--config"))
        .or(() -> ofVariable(scope))
        .or(() -> ofStandard(scope.standardFile()));
  }

  /** The tree of a text. */
  public static Node.Mapping parse(String name, String text, Problems problems) {
    return new TreeText(name, text, problems).read();
  }

  /** The tree; without keys, and with a problem noted, where the file cannot be read. */
  public Node.Mapping read(Problems problems) {
    try {
      return parse(path.toString(), new TextFile(path, LARGEST).read(), problems);
    } catch (IOException unreadable) {
      problems.add(
          ConfigurationProblem.of(
              namedBy,
              "",
              "the file " + Quoted.of(path.toString()),
              "one that can be read: " + TextFile.reason(unreadable)));
      return Node.Mapping.empty(path.toString());
    }
  }

  private static Optional<ConfigurationFile> ofVariable(ConfigurationScope scope) {
    return Optional.ofNullable(scope.environment().get(ConfigurationScope.FILE_VARIABLE))
        .filter(name -> !name.isEmpty())
        .map(name -> new ConfigurationFile(Path.of(name), ConfigurationScope.FILE_VARIABLE));
  }

  /** A folder that may not be searched is not "does not exist": reading then says why it fails. */
  private static Optional<ConfigurationFile> ofStandard(Path path) {
    return Files.notExists(path)
        ? Optional.empty()
        : Optional.of(new ConfigurationFile(path, "the standard place"));
  }
}
