package io.ec2cluster.internal.template;

import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheFactory;
import com.github.mustachejava.MustacheVisitor;
import com.github.mustachejava.ObjectHandler;
import java.io.Reader;
import java.io.Writer;

/** What the parser asks for: where the parts of a template go. It never gets at a file. */
record MustacheParts(MustacheFilling filling) implements MustacheFactory {
  @Override
  public MustacheVisitor createMustacheVisitor() {
    return filling;
  }

  @Override
  public String translate(String name) {
    return name;
  }

  @Override
  public Reader getReader(String name) {
    throw unused();
  }

  @Override
  public void encode(String value, Writer writer) {
    throw unused();
  }

  @Override
  public ObjectHandler getObjectHandler() {
    throw unused();
  }

  @Override
  public Mustache compile(String name) {
    throw unused();
  }

  @Override
  public Mustache compile(Reader reader, String name) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("only the parser is used");
  }
}
