package io.ec2cluster.config;

import io.ec2cluster.UsageException;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong in the configuration or with options, at once. Exit code 2. */
public class ConfigurationException extends UsageException {
  private static final long serialVersionUID = 1L;

  /** Transient because a problem is not serializable; the message tells the same. */
  private final transient List<ConfigurationProblem> problems;

  /**
   * Creates it from at least one problem; the message has one line for each.
   *
   * @param subject what is wrong, for example {@code the configuration}
   */
  public ConfigurationException(String subject, List<ConfigurationProblem> problems) {
    super(message(subject, problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems in the order of their discovery; serialization does not keep them. */
  public List<ConfigurationProblem> problems() {
    return problems;
  }

  private static String message(String subject, List<ConfigurationProblem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream()
        .map(problem -> "\n  " + problem)
        .collect(Collectors.joining("", count + " in " + subject + ":", ""));
  }
}
