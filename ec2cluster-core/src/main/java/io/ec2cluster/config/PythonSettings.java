package io.ec2cluster.config;

import com.google.common.collect.ImmutableSet;
import io.ec2cluster.internal.config.Problems;
import io.ec2cluster.internal.config.Quoted;
import io.ec2cluster.internal.config.TextFile;
import io.ec2cluster.internal.python.SettingsParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A settings file in Python that was read as data: assignments of literals, of {@code +} and {@code
 * %} of literals, and of names assigned above. Nothing in it is executed; everything else is a
 * problem with its line and column. Python 2's rules count where the versions differ. Immutable.
 *
 * @param file the file's name
 * @param assignments one for each name, the last where there are several
 * @param used the names that stand in the values of others
 */
public record PythonSettings(String file, List<Assignment> assignments, Set<String> used) {
  private static final int LARGEST = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** PEP 263: a comment in the first or second line. */
  private static final Pattern ENCODING =
      Pattern.compile(
          "\\A(?:[ \\t\\f]*(?:#[^\\n]*)?\\n)?[ \\t\\f]*#[^\\n]*?coding[:=][ \\t]*([-\\w.]+)");

  private static final Pattern SUPPORTED =
      Pattern.compile("utf-?8(-sig)?|(us-)?ascii", Pattern.CASE_INSENSITIVE);

  /** Copies the collections. */
  public PythonSettings {
    assignments = List.copyOf(assignments);
    used = ImmutableSet.copyOf(used);
  }

  /**
   * One assignment.
   *
   * @param name the name on the left
   * @param value the value on the right
   * @param origin where it stands: {@code file:line:column}
   */
  public record Assignment(String name, PythonLiteral value, String origin) {}

  /**
   * Reads a file of UTF-8 text, at most a mebibyte.
   *
   * @throws ConfigurationException with every problem that was found, a hundred at most
   */
  public static PythonSettings read(Path file) {
    Problems problems = new Problems();
    String text = "";
    try {
      text = new TextFile(file, LARGEST).read();
    } catch (IOException unreadable) {
      problems.add(
          ConfigurationProblem.of(
              "FILE",
              "",
              "the file " + Quoted.of(file.toString()),
              "one that can be read: " + TextFile.reason(unreadable)));
    }
    problems.throwIfAny("the settings");
    return parse(file.toString(), text);
  }

  /**
   * Reads a text as if it were a file's.
   *
   * @throws ConfigurationException with every problem that was found, a hundred at most
   */
  public static PythonSettings parse(String file, String text) {
    Problems problems = new Problems();
    String source = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    Matcher encoding = ENCODING.matcher(source);
    if (encoding.lookingAt() && !SUPPORTED.matcher(encoding.group(1)).matches()) {
      problems.add(
          ConfigurationProblem.of(
              file,
              "",
              "the encoding " + Quoted.of(encoding.group(1)),
              "utf-8: convert the file and correct its comment"));
    }
    SettingsParser parser = new SettingsParser(file, source, problems);
    List<Assignment> assignments = parser.assignments();
    problems.throwIfAny("the settings");
    return new PythonSettings(file, assignments, parser.used());
  }
}
