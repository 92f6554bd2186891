package io.ec2cluster.etcd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.Ascii;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The founding record as text: JSON of printable ASCII. */
final class FoundingText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final long FORMAT = 1;

  private FoundingText() {}

  static String of(FoundingRecord record) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeNumberField("generation", record.generation());
      json.writeStringField("token", record.token());
      json.writeStringField("state", Ascii.toLowerCase(record.state().name()));
      json.writeStringField("cluster", record.cluster().hex());
      json.writeObjectFieldStart("founders");
      for (Map.Entry<String, String> founder : record.founders().entrySet()) {
        json.writeStringField(founder.getKey(), founder.getValue());
      }
      json.writeEndObject();
      write(json, "started", record.started());
      write(json, "earlier", record.earlier().stream().map(EtcdId::hex).toList());
      if (record.note().isPresent()) {
        write(json, record.note().get());
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new IllegalStateException("writing a string failed", impossible);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, FoundingNote note) throws IOException {
    json.writeObjectFieldStart("note");
    json.writeStringField("kind", Ascii.toLowerCase(note.kind().name()));
    json.writeStringField("by", note.by());
    json.writeStringField("at", note.at().toString());
    json.writeStringField("why", note.why());
    json.writeEndObject();
  }

  private static Optional<FoundingNote> note(JsonObject json) {
    JsonObject note = json.object("note");
    return note.find("kind")
        .map(
            kind ->
                new FoundingNote(
                    FoundingNote.Kind.valueOf(Ascii.toUpperCase(kind)),
                    note.text("by"),
                    Instant.parse(note.text("at")),
                    note.text("why")));
  }

  private static void write(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeFieldName(name);
    json.writeArray(texts.toArray(String[]::new), 0, texts.size());
  }

  /**
   * Reads one.
   *
   * @param where its name, for messages
   */
  static FoundingRecord parse(String where, String text) {
    try {
      JsonObject json = JsonObject.parse(text);
      if (json.number("format") != FORMAT) {
        throw new IOException("format " + json.text("format") + ", expected " + FORMAT);
      }
      return new FoundingRecord(
          (int) json.number("generation"),
          json.text("token"),
          FoundingRecord.State.valueOf(Ascii.toUpperCase(json.text("state"))),
          EtcdId.ofHex(json.text("cluster")),
          json.object("founders").texts(),
          json.texts("started"),
          json.texts("earlier").stream().map(EtcdId::ofHex).toList(),
          note(json));
    } catch (IOException | IllegalArgumentException | DateTimeException damaged) {
      throw new EnvironmentException(
          "the founding record %s cannot be read: %s. It was written by hand or by a newer ec2cluster; nothing is founded or joined until it can be read"
              .formatted(where, damaged.getMessage()),
          damaged);
    }
  }
}
