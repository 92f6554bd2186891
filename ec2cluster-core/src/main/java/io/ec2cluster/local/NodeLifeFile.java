package io.ec2cluster.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.local.Machine.Epoch;
import io.ec2cluster.local.Machine.ProcessIdentity;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The file in which a node tells of its life in one cluster: {@code INSTANCE.CLUSTER.json}. */
final class NodeLifeFile {
  private static final JsonFactory JSON = new JsonFactory();

  private final LocalDirectory directory;
  private final String name;

  NodeLifeFile(LocalDirectory directory, String instanceId, String cluster) {
    this.directory = directory;
    this.name = fileName(instanceId) + "." + fileName(cluster) + ".json";
  }

  /** An identity as a part of a file name: it cannot lead out of the directory. */
  static String fileName(String identity) {
    return URLEncoder.encode(identity, StandardCharsets.UTF_8).replace(".", "%2E");
  }

  /**
   * What it holds; nothing if the node never told anything.
   *
   * @throws EnvironmentException if it is damaged
   */
  Optional<NodeLife> find() {
    return directory.find(name).map(this::parsed);
  }

  void write(NodeLife life) {
    directory.replace(name, json(life));
  }

  private static String json(NodeLife life) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("boot-id", life.epoch().bootId());
      json.writeStringField("machine-id", life.epoch().machineId());
      json.writeStringField("pid-namespace", life.epoch().pidNamespace());
      json.writeStringField("phase", life.phase().label());
      write(json, "tool", life.tool());
      write(json, "engine", life.engine());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, String key, Optional<ProcessIdentity> process)
      throws IOException {
    if (process.isPresent()) {
      json.writeNumberField(key + "-pid", process.get().pid());
      json.writeNumberField(key + "-start", process.get().start());
    }
  }

  private NodeLife parsed(String text) {
    try {
      Map<String, String> members = members(text);
      Epoch epoch =
          new Epoch(
              required(members, "boot-id"),
              required(members, "machine-id"),
              required(members, "pid-namespace"));
      return new NodeLife(
          epoch,
          phase(required(members, "phase")),
          process(members, "tool"),
          process(members, "engine"));
    } catch (IOException | IllegalArgumentException e) {
      throw new EnvironmentException(
          directory.file(name)
              + " is damaged: "
              + e.getMessage()
              + "; if nothing of the node runs, remove the file (nothing is proven by its absence)",
          e);
    }
  }

  private static Map<String, String> members(String text) throws IOException {
    Map<String, String> members = new HashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("expected a JSON object");
      }
      String key = json.nextFieldName();
      while (key != null) {
        if (!json.nextToken().isScalarValue()) {
          throw new IllegalArgumentException("'" + key + "' should be a text or a number");
        }
        members.put(key, json.getText());
        key = json.nextFieldName();
      }
      if (json.currentToken() != JsonToken.END_OBJECT) {
        throw new IllegalArgumentException("expected the end of the object");
      }
    }
    return members;
  }

  private static NodeLife.Phase phase(String label) {
    for (NodeLife.Phase phase : NodeLife.Phase.values()) {
      if (phase.label().equals(label)) {
        return phase;
      }
    }
    throw new IllegalArgumentException("unknown phase '" + label + "'");
  }

  private static Optional<ProcessIdentity> process(Map<String, String> members, String key) {
    return members.containsKey(key + "-pid")
        ? Optional.of(
            new ProcessIdentity(
                Long.parseLong(required(members, key + "-pid")),
                Long.parseLong(required(members, key + "-start"))))
        : Optional.empty();
  }

  private static String required(Map<String, String> members, String key) {
    String value = members.get(key);
    if (value == null) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
    return value;
  }
}
