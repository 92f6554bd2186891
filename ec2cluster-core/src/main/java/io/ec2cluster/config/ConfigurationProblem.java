package io.ec2cluster.config;

import io.ec2cluster.internal.config.NearestName;
import java.util.Collection;
import java.util.Optional;

/**
 * One thing that is wrong in the configuration or with an option.
 *
 * @param origin where it stands: {@code file:line}, an option, or an environment variable
 * @param key the path of the key, its parts joined by dots; empty for the file as a whole
 * @param found what stands there, in words, without secrets; empty where {@code expected} says all
 * @param expected what was expected, and what to do
 * @param suggestion the known name that was probably meant
 */
public record ConfigurationProblem(
    String origin,
    String key,
    Optional<String> found,
    String expected,
    Optional<String> suggestion) {
  /** A problem without a suggestion. */
  public static ConfigurationProblem of(String origin, String key, String found, String expected) {
    return new ConfigurationProblem(origin, key, Optional.of(found), expected, Optional.empty());
  }

  /** A problem that one sentence says. */
  public static ConfigurationProblem of(String origin, String key, String message) {
    return new ConfigurationProblem(origin, key, Optional.empty(), message, Optional.empty());
  }

  /** The same problem with what was probably meant. */
  public ConfigurationProblem suggesting(Optional<String> name) {
    return new ConfigurationProblem(origin, key, found, expected, name);
  }

  /** The same problem with the known name that is nearest to a mistyped one, where one is near. */
  public ConfigurationProblem suggesting(String typed, Collection<String> known) {
    return suggesting(NearestName.find(typed, known));
  }

  /** The problem on one line. */
  @Override
  public String toString() {
    return origin
        + ": "
        + (key.isEmpty() ? "" : key + ": ")
        + found.map(text -> "found " + text + ", expected ").orElse("")
        + expected
        + suggestion.map(name -> "; did you mean '" + name + "'?").orElse("");
  }
}
