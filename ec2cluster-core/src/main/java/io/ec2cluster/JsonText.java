package io.ec2cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.ec2cluster.internal.json.JsonRecordWriter;
import java.io.IOException;
import java.io.StringWriter;

/**
 * The JSON form of reports, answers and other records: indented, always in the order of their
 * components.
 *
 * <p>Names are those of the components. Absent optionals are null, so that a form is always whole;
 * enums are in kebab case; durations are ISO 8601, or milliseconds where the component's name ends
 * in {@code Millis}; instants are ISO 8601; paths, names, sizes and the like are their text;
 * secrets are hidden.
 */
public final class JsonText {
  private JsonText() {}

  /**
   * The JSON of a record, with a line feed at its end.
   *
   * @throws IllegalArgumentException where a component's type has no JSON form
   */
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
