package io.ec2cluster.config;

import io.ec2cluster.internal.config.ConfigurationFile;
import io.ec2cluster.internal.config.Node;
import io.ec2cluster.internal.config.Problems;
import io.ec2cluster.internal.config.RecordBinder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A file of an engine module beside the configuration: sections under names that only the file
 * knows, all of one record. YAML or JSON, with comments in both, by the rules of the configuration;
 * only <code>${NAME}</code> is not replaced in it.
 */
public final class NamedSections {
  private NamedSections() {}

  /**
   * The sections by their names, in the order of the file.
   *
   * @param namedBy what names the file, for example {@code --clusters}
   * @throws ConfigurationException with every problem that was found
   */
  public static <R extends Record> Map<String, R> read(Path file, String namedBy, Class<R> type) {
    Problems problems = new Problems();
    Node.Mapping tree = new ConfigurationFile(file, namedBy).read(problems);
    return bound(file.toString(), tree, type, problems);
  }

  /**
   * The same of a text.
   *
   * @param name the file's name for problems; {@code .json} at its end means JSON
   * @throws ConfigurationException with every problem that was found
   */
  public static <R extends Record> Map<String, R> parse(String name, String text, Class<R> type) {
    Problems problems = new Problems();
    return bound(name, ConfigurationFile.parse(name, text, problems), type, problems);
  }

  private static <R extends Record> Map<String, R> bound(
      String subject, Node.Mapping tree, Class<R> type, Problems problems) {
    problems.throwIfAny(subject);
    Optional<Map<String, R>> sections =
        new RecordBinder(Map.of(), problems).bindEach(type, tree, "");
    problems.throwIfAny(subject);
    return sections.orElseThrow();
  }
}
