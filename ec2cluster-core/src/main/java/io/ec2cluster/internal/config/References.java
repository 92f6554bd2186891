package io.ec2cluster.internal.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <code>${NAME}</code> in a value stands for the environment variable, <code>$${</code> for a
 * literal <code>${</code>.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(\\}?)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> environment;

  References(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Whether a text holds any. */
  static boolean in(String text) {
    return text.contains("${");
  }

  /** The name, where the whole text is one reference. */
  static Optional<String> only(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    return matcher.matches() && isReference(matcher)
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }

  /** A variable's value. */
  Optional<String> find(String name) {
    return Optional.ofNullable(environment.get(name));
  }

  /**
   * The text with its references replaced; empty, with what was expected given to {@code wrong},
   * where that cannot be done.
   */
  Optional<String> expand(String text, Consumer<String> wrong) {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (matcher.find()) {
      Optional<String> value = value(matcher, wrong);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      matcher.appendReplacement(expanded, Matcher.quoteReplacement(value.get()));
    }
    return Optional.of(matcher.appendTail(expanded).toString());
  }

  private Optional<String> value(Matcher matcher, Consumer<String> wrong) {
    if (matcher.group(1) == null) {
      return Optional.of("${");
    }
    if (!isReference(matcher)) {
      wrong.accept("${NAME} for an environment variable, or $${ for a literal ${");
      return Optional.empty();
    }
    Optional<String> value = find(matcher.group(1));
    if (value.isEmpty()) {
      wrong.accept("the environment variable " + matcher.group(1) + " to be set");
    }
    return value;
  }

  private static boolean isReference(Matcher matcher) {
    return matcher.group(1) != null
        && NAME.matcher(matcher.group(1)).matches()
        && !matcher.group(2).isEmpty();
  }
}
