package io.ec2cluster.internal.config;

import com.google.common.base.Ascii;
import io.ec2cluster.config.ConfigurationProblem;
import java.util.regex.Pattern;

/**
 * The text of a configuration file, read as JSON or YAML.
 *
 * <p>{@code .json} is JSON. Another text that starts with a brace may be either: JSON is tried
 * first (it takes comments with slashes), then YAML, whose flow style needs no quotes; where both
 * fail, the one that came further tells why.
 */
public final class TreeText {
  private static final Pattern BRACE_FIRST =
      Pattern.compile("(?:\\s++|#[^\\n]*+|//[^\\n]*+|/\\*(?s:.*?)\\*/)*+\\{");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String file;
  private final String text;
  private final Problems problems;

  /**
   * A text to read.
   *
   * @param file the file's name, for its notation and for problems
   */
  public TreeText(String file, String text, Problems problems) {
    this.file = file;
    this.text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    this.problems = problems;
  }

  /** The tree; without keys, and with a problem noted, where the text cannot be read. */
  public Node.Mapping read() {
    try {
      return tree();
    } catch (SyntaxException invalid) {
      String place = file + ":" + invalid.line();
      problems.add(
          ConfigurationProblem.of(
              place, "", "column " + invalid.column() + ": " + invalid.getMessage()));
      return Node.Mapping.empty(place);
    }
  }

  private Node.Mapping tree() throws SyntaxException {
    if (Ascii.toLowerCase(file).endsWith(".json")) {
      return read(new JsonSyntax());
    }
    return BRACE_FIRST.matcher(text).lookingAt() ? jsonOrYaml() : read(new YamlSyntax());
  }

  private Node.Mapping jsonOrYaml() throws SyntaxException {
    try {
      return read(new JsonSyntax());
    } catch (SyntaxException notJson) {
      try {
        return read(new YamlSyntax());
      } catch (SyntaxException notYaml) {
        throw notYaml.isBehind(notJson) ? notYaml : notJson;
      }
    }
  }

  private Node.Mapping read(Syntax syntax) throws SyntaxException {
    return TreeReader.read(syntax, text, file, problems);
  }
}
