package io.ec2cluster.internal.template;

import com.google.common.base.CharMatcher;
import io.ec2cluster.config.Template;

/**
 * {@code %(name)s} as Python's {@code %} formatting with a mapping treats it (Library Reference,
 * "printf-style String Formatting"). Values are text, so the conversions are {@code s}, {@code c}
 * for a single character, and {@code d} for those that are whole numbers. A conversion without a
 * name, which Python fills with the whole mapping, is refused: it would print every variable.
 */
final class PercentTemplate {
  private final String text;
  private final Variables variables;

  PercentTemplate(Template template, Variables variables) {
    this.text = template.text();
    this.variables = variables;
  }

  String render() {
    StringBuilder filled = new StringBuilder();
    int position = 0;
    for (int percent = text.indexOf('%'); percent >= 0; percent = text.indexOf('%', position)) {
      filled.append(text, position, percent);
      if (text.startsWith("%%", percent)) {
        filled.append('%');
        position = percent + 2;
      } else {
        PercentScanner scanner = new PercentScanner(text, percent, place(percent), variables);
        PercentSpecifier specifier = scanner.scan();
        filled.append(
            specifier
                .format(variables.get(specifier.name(), place(percent)))
                .orElseThrow(() -> scanner.unfit(specifier)));
        position = scanner.position();
      }
    }
    return filled.append(text, position, text.length()).toString();
  }

  private String place(int index) {
    int lineStart = text.lastIndexOf('\n', index) + 1;
    int line = 1 + CharMatcher.is('\n').countIn(text.substring(0, index));
    return "line " + line + ", column " + (1 + text.codePointCount(lineStart, index));
  }
}
