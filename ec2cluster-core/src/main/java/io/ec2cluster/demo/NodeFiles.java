package io.ec2cluster.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The files that tell a node who it is and what it belongs to. */
final class NodeFiles {
  private static final String HEADING =
      "# Configuration of one node of a demonstration: everything is on this machine.\n";

  private NodeFiles() {}

  /** A metadata file: what the metadata service would say on EC2. */
  static String metadata(DemoNode node) {
    return "{\"instance-id\": \"" + node.id() + "\", \"local-ipv4\": \"" + node.address() + "\"}\n";
  }

  /** A configuration file. */
  static String configuration(String engine, Path localDirectory, Map<String, Object> section) {
    Map<String, Object> values =
        ImmutableMap.<String, Object>builder()
            .put("cluster", DemoCluster.NAME)
            .put("engine", engine)
            .put("cloud", "local")
            .put("local-dir", localDirectory.toString())
            .put("dns", names())
            .put(engine, section)
            .buildOrThrow();
    StringWriter text = new StringWriter().append(HEADING);
    YAMLFactory yaml =
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();
    try (JsonGenerator generator = yaml.createGenerator(text)) {
      write(generator, values);
    } catch (IOException impossible) {
      throw new IllegalStateException("writing a string failed", impossible);
    }
    return text.toString();
  }

  private static Map<String, Object> names() {
    return ImmutableMap.<String, Object>builder()
        .put("zone", DemoCluster.ZONE.text())
        .put("primary-name", DemoCluster.PRIMARY_NAME.text())
        .put("replica-name", DemoCluster.REPLICA_NAME.text())
        .put("target", "local-ipv4")
        .buildOrThrow();
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
      for (Object item : list) {
        write(generator, item);
      }
      generator.writeEndArray();
    } else if (value instanceof Integer number) {
      generator.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else {
      generator.writeString(value.toString());
    }
  }
}
