package io.ec2cluster.config;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.internal.config.OptionTree;
import io.ec2cluster.internal.config.Problems;
import io.ec2cluster.internal.config.RecordBinder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fills the options record of an operation from command-line values, by the same rules as a section
 * of the configuration. Immutable.
 */
public final class OptionBinder {
  private final Map<String, String> environment;

  /**
   * Creates it.
   *
   * @param environment where a {@link Secret} given as <code>${NAME}</code> is looked up; nothing
   *     else in options is replaced, the shell has done that
   */
  public OptionBinder(Map<String, String> environment) {
    this.environment = ImmutableMap.copyOf(environment);
  }

  /**
   * The record.
   *
   * @param values the values of each option by its key without dashes, of a positional one by its
   *     component's key; none for a flag that is just there; {@code key=value} for a map
   * @throws ConfigurationException with every problem that was found
   */
  public <R extends Record> R bind(Class<R> type, Map<String, List<String>> values) {
    Problems problems = new Problems();
    RecordBinder binder = new RecordBinder(environment, problems);
    Optional<R> options = binder.bind(type, OptionTree.of(type, values, problems), "", Set.of());
    problems.throwIfAny("the options");
    return options.orElseThrow();
  }
}
