package io.ec2cluster.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.ec2cluster.internal.config.Quoted;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/**
 * The YAML form of a configuration: what {@link Configuration#parse} reads of it are the same
 * values. Texts are quoted, and <code>${</code> in them stands for itself.
 */
public final class ConfigurationText {
  private ConfigurationText() {}

  /**
   * The text, with comment lines before it.
   *
   * @param comments lines without the leading {@code #}; what is not printable is replaced
   * @param values by key: texts, whole numbers, truth values, and lists and maps of them
   * @throws IllegalArgumentException where a value is of another type
   */
  public static String yaml(List<String> comments, Map<String, ?> values) {
    StringWriter text = new StringWriter();
    comments.forEach(comment -> text.append(comment(comment)));
    YAMLFactory factory =
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    StringWriter tree = new StringWriter();
    try (JsonGenerator generator = factory.createGenerator(tree)) {
      write(generator, values);
    } catch (IOException impossible) {
      throw new IllegalStateException("writing a string failed", impossible);
    }
    return text.append(tree.toString()).toString();
  }

  private static String comment(String line) {
    return line.isEmpty() ? "#\n" : "# " + Quoted.printable(line) + "\n";
  }

  private static void write(JsonGenerator generator, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName(String.valueOf(entry.getKey()));
        write(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof List<?> list) {
      generator.writeStartArray();
      for (Object element : list) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof String text) {
      // In the file ${NAME} is an environment variable, and $${ a literal ${.
      generator.writeString(text.replace("${", "$${"));
    } else if (value instanceof Integer || value instanceof Long) {
      generator.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else {
      throw new IllegalArgumentException("no form for " + value.getClass());
    }
  }
}
