package io.ec2cluster.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;

/** The indented JSON of a record, for those below {@link io.ec2cluster.JsonText}. */
public final class JsonRecordText {
  private JsonRecordText() {}

  /** The text, with a line feed at its end. */
  public static String of(Record value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      generator.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
      new JsonRecordWriter(generator).write("", value);
    } catch (IOException impossible) {
      throw new IllegalStateException("writing a string failed", impossible);
    }
    return text.append('\n').toString();
  }
}
