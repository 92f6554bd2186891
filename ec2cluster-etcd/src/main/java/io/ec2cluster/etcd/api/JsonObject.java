package io.ec2cluster.etcd.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object as it was read. What is absent is empty: etcd's gateway leaves out what is false,
 * zero or empty.
 */
public final class JsonObject {
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Object> members;

  private JsonObject(Map<String, Object> members) {
    this.members = members;
  }

  /**
   * Reads one.
   *
   * @throws IOException if the text is no JSON object
   */
  public static JsonObject parse(String text) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("expected a JSON object");
      }
      JsonObject object = object(json);
      if (json.nextToken() != null) {
        throw new IOException("expected nothing behind the JSON object");
      }
      return object;
    }
  }

  private static JsonObject object(JsonParser json) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      members.put(name, value(json));
    }
    return new JsonObject(members);
  }

  private static Object value(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return object(json);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> elements = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        elements.add(value(json));
      }
      return elements;
    }
    return json.getText();
  }

  /** The scalar of a name, as text. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(members.get(name))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  /** The scalar of a name, as text; empty where it is absent. */
  public String text(String name) {
    return find(name).orElse("");
  }

  /**
   * The number of a name; 0 where it is absent.
   *
   * @throws NumberFormatException if it is none
   */
  public long number(String name) {
    return find(name).map(Long::parseUnsignedLong).orElse(0L);
  }

  /** The object of a name; an empty one where it is absent. */
  public JsonObject object(String name) {
    return members.get(name) instanceof JsonObject found ? found : new JsonObject(Map.of());
  }

  /** The objects of a list. */
  public List<JsonObject> objects(String name) {
    return elements(name, JsonObject.class);
  }

  /** The texts of a list. */
  public List<String> texts(String name) {
    return elements(name, String.class);
  }

  /** The members that are texts. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    members.forEach(
        (name, value) -> {
          if (value instanceof String text) {
            texts.put(name, text);
          }
        });
    return texts;
  }

  private <T> List<T> elements(String name, Class<T> type) {
    return members.get(name) instanceof List<?> list
        ? list.stream().filter(type::isInstance).map(type::cast).toList()
        : List.of();
  }
}
