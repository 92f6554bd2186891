package io.ec2cluster.internal.template;

import com.github.mustachejava.MustacheException;
import com.github.mustachejava.MustacheParser;
import com.github.mustachejava.TemplateContext;
import io.ec2cluster.config.Template;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;

/**
 * {@code {{name}}} as Mustache.java reads it. Only its parser is used: it tells literal text and
 * variables in their order, and that is all there may be. So nothing is looked up by reflection, no
 * partial is read from a file, and names may hold dots, dashes and slashes.
 */
final class MustacheTemplate {
  /** The start of Unicode's private use area, 6400 characters. */
  private static final char FIRST_PRIVATE = '\uE000';

  private MustacheTemplate() {}

  static String render(Template template, Variables variables) {
    char standIn = standIn(template.text());
    MustacheFilling filling = new MustacheFilling(variables, standIn);
    try {
      String text = template.text().replace('\r', standIn);
      new Parser(filling).compile(new StringReader(text), template.origin());
      return filling.text();
    } catch (MustacheException malformed) {
      @Nullable TemplateContext context = malformed.getContext();
      throw variables.malformed(
          context == null ? "" : place(context),
          "a tag that is not closed, empty or misplaced",
          "{{name}} for a variable");
    }
  }

  /**
   * A character that the text does not hold. The parser drops carriage returns of empty lines and
   * single ones, so that something else has to take them past it.
   */
  private static char standIn(String text) {
    char candidate = FIRST_PRIVATE;
    while (text.indexOf(candidate) >= 0) {
      candidate++;
    }
    return candidate;
  }

  static String place(TemplateContext context) {
    return "line " + context.line();
  }

  /** The parser's constructor is for subclasses. */
  private static final class Parser extends MustacheParser {
    private Parser(MustacheFilling filling) {
      super(new MustacheParts(filling));
    }
  }
}
