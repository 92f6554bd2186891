package io.ec2cluster.internal.template;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.Template;
import io.ec2cluster.config.TemplateSyntax;
import java.util.Map;

/** Fills templates. Values go in as they are: nothing in them is read as a template again. */
public final class Templates {
  private static final String MUSTACHE_TAG = "{{";

  private Templates() {}

  /**
   * The template's text with its variables replaced. What has to be escaped is the affair of those
   * who know what the text is for.
   *
   * @throws UsageException where a variable is unknown (the message lists the known ones) or the
   *     template is malformed; the message gives its origin and the line in it
   */
  public static String render(
      Template template, TemplateSyntax syntax, Map<String, String> variables) {
    Variables known = new Variables(template, variables);
    return switch (syntax) {
      case PERCENT -> new PercentTemplate(template, known).render();
      case MUSTACHE ->
          // A text without tags does not load Mustache.
          template.text().contains(MUSTACHE_TAG)
              ? MustacheTemplate.render(template, known)
              : template.text();
    };
  }
}
