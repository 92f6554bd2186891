package io.ec2cluster.cli.predecessor;

import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.PythonLiteral;
import io.ec2cluster.config.PythonLiteral.None;
import io.ec2cluster.config.PythonLiteral.Text;
import io.ec2cluster.config.PythonLiteral.Whole;
import io.ec2cluster.config.PythonSettings;
import io.ec2cluster.config.PythonSettings.Assignment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The predecessor's settings by name. {@code None} and the empty string count as not set. What has
 * the wrong type is collected. For one thread.
 */
final class OldSettings {
  /** {@code %(name)s} with the flags, width and conversions that a template of ours knows too. */
  private static final Pattern VARIABLE_OR_SIGN =
      Pattern.compile("%%|%\\([^()]++\\)[-+ #0]*+[0-9]{0,4}+(?:\\.[0-9]{0,4}+)?+[hlL]?+[sdiuc]");

  /** Route 53 keeps a TTL in 31 bits; a connection is not tried for longer either. */
  private static final BigInteger MOST_SECONDS = BigInteger.valueOf(Integer.MAX_VALUE);

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

  private final Map<String, Assignment> byName = new LinkedHashMap<>();
  private final List<ConfigurationProblem> problems = new ArrayList<>();

  OldSettings(PythonSettings settings) {
    settings.assignments().forEach(assignment -> byName.put(assignment.name(), assignment));
  }

  /** Whether a setting is given a value. */
  boolean isSet(String name) {
    return find(name).isPresent();
  }

  /** Where a setting stands. */
  String origin(String name) {
    return Optional.ofNullable(byName.get(name)).map(Assignment::origin).orElse("");
  }

  /** A text without control characters, which no name and no path of a setting has. */
  Optional<String> text(String name) {
    Optional<Assignment> assignment = find(name);
    if (assignment.isEmpty()) {
      return Optional.empty();
    }
    if (!(assignment.get().value() instanceof Text text)) {
      return refuse(assignment.get(), assignment.get().value().kind(), "a string");
    }
    if (text.value().chars().anyMatch(Character::isISOControl)) {
      return refuse(assignment.get(), "a control character in the string", "text on one line");
    }
    return Optional.of(text.value());
  }

  /** A text with variables in it. */
  Optional<String> template(String name) {
    Optional<String> text = text(name);
    boolean malformed =
        text.map(VARIABLE_OR_SIGN::matcher)
            .map(matcher -> matcher.replaceAll(""))
            .filter(rest -> rest.contains("%"))
            .isPresent();
    return malformed
        ? find(name)
            .flatMap(
                assignment ->
                    refuse(
                        assignment,
                        "a percent sign that begins no variable",
                        "%(name)s for a variable, or %% for a percent sign"))
        : text;
  }

  /** A number of whole seconds, also where it is written as a string. */
  Optional<String> seconds(String name, int least) {
    Optional<Assignment> assignment = find(name);
    if (assignment.isEmpty()) {
      return Optional.empty();
    }
    PythonLiteral value = assignment.get().value();
    Optional<BigInteger> number = wholeNumber(value);
    if (number.isEmpty()
        || number.get().compareTo(BigInteger.valueOf(least)) < 0
        || number.get().compareTo(MOST_SECONDS) > 0) {
      String found = number.map(BigInteger::toString).orElseGet(value::kind);
      return refuse(
          assignment.get(), found, "whole seconds, from " + least + " to " + MOST_SECONDS);
    }
    return Optional.of(number.get() + "s");
  }

  /** Throws if anything was refused. */
  void throwIfAnyProblem() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException("the settings", problems);
    }
  }

  private static Optional<BigInteger> wholeNumber(PythonLiteral value) {
    if (value instanceof Whole whole) {
      return Optional.of(whole.value());
    }
    return value instanceof Text text && DIGITS.matcher(text.value()).matches()
        ? Optional.of(new BigInteger(text.value()))
        : Optional.empty();
  }

  private Optional<Assignment> find(String name) {
    return Optional.ofNullable(byName.get(name))
        .filter(
            assignment ->
                !(assignment.value() instanceof None || assignment.value().equals(new Text(""))));
  }

  private <T> Optional<T> refuse(Assignment assignment, String found, String expected) {
    problems.add(ConfigurationProblem.of(assignment.origin(), assignment.name(), found, expected));
    return Optional.empty();
  }
}
