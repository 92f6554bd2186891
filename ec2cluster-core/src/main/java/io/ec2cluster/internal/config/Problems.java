package io.ec2cluster.internal.config;

import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import java.util.ArrayList;
import java.util.List;

/** Collects problems so that all of them are reported at once. For one thread. */
public final class Problems {
  private final List<ConfigurationProblem> found = new ArrayList<>();

  /** Notes one. */
  public void add(ConfigurationProblem problem) {
    found.add(problem);
  }

  void addAll(Problems others) {
    found.addAll(others.found);
  }

  /** Notes that a key has the wrong kind of value. */
  void wrongKind(Node node, String path, String expected) {
    add(ConfigurationProblem.of(node.origin(), path, node.kind(), expected));
  }

  /** Those of a key. */
  List<ConfigurationProblem> at(String path) {
    return found.stream().filter(problem -> problem.key().equals(path)).toList();
  }

  /** How many there are. */
  int count() {
    return found.size();
  }

  /** Throws if there are any. */
  public void throwIfAny(String subject) {
    if (!found.isEmpty()) {
      throw new ConfigurationException(subject, found);
    }
  }
}
