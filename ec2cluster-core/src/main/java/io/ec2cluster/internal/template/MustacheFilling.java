package io.ec2cluster.internal.template;

import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheVisitor;
import com.github.mustachejava.TemplateContext;
import org.jspecify.annotations.Nullable;

/** Takes the parts of a template in their order and puts values in; refuses all but variables. */
final class MustacheFilling implements MustacheVisitor {
  private final Variables variables;
  private final char carriageReturn;
  private final StringBuilder text = new StringBuilder();

  /**
   * Starts with no text.
   *
   * @param carriageReturn what stands for a carriage return in the parts
   */
  MustacheFilling(Variables variables, char carriageReturn) {
    this.variables = variables;
    this.carriageReturn = carriageReturn;
  }

  /** What has been put together. */
  String text() {
    return text.toString();
  }

  @Override
  public void write(TemplateContext context, String literal) {
    text.append(literal.replace(carriageReturn, '\r'));
  }

  @Override
  public void value(TemplateContext context, String name, boolean encoded) {
    text.append(variables.get(name, MustacheTemplate.place(context)));
  }

  @Override
  public void comment(TemplateContext context, String comment) {
    // Comments are left out: they are for the reader of the template.
  }

  @Override
  public void eof(TemplateContext context) {
    // Nothing is kept open until the end.
  }

  /** The parser passes the result on to its caller, who takes {@link #text()} instead. */
  @Override
  public @Nullable Mustache mustache(TemplateContext context) {
    return null;
  }

  @Override
  public void iterable(TemplateContext context, String name, Mustache inner) {
    throw refused(context, "a section");
  }

  @Override
  public void notIterable(TemplateContext context, String name, Mustache inner) {
    throw refused(context, "an inverted section");
  }

  @Override
  public void name(TemplateContext context, String name, Mustache inner) {
    throw refused(context, "a block");
  }

  @Override
  public void checkName(TemplateContext context, String name, Mustache inner) {
    throw refused(context, "a block");
  }

  @Override
  public void extend(TemplateContext context, String name, Mustache inner) {
    throw refused(context, "a parent");
  }

  @Override
  public void partial(TemplateContext context, String name, String indent) {
    throw refused(context, "a partial");
  }

  @Override
  public void dynamicPartial(TemplateContext context, String name, String indent) {
    throw refused(context, "a partial");
  }

  @Override
  public void pragma(TemplateContext context, String pragma, String arguments) {
    throw refused(context, "a pragma");
  }

  private RuntimeException refused(TemplateContext context, String found) {
    return variables.malformed(
        MustacheTemplate.place(context), found, "variables only, such as {{name}}");
  }
}
