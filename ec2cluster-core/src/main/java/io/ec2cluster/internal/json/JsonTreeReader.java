package io.ec2cluster.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.ec2cluster.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a {@link JsonTree} from a streaming parser. */
final class JsonTreeReader {
  static final int MAX_DEPTH = 64;
  static final int MAX_LENGTH = 1 << 20;

  /** Interning and a table of names shared between texts are of no use for input of others. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private static final JsonFactory COMMENTED =
      FACTORY
          .rebuild()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
          .build();

  private final JsonParser parser;

  private JsonTreeReader(JsonParser parser) {
    this.parser = parser;
  }

  static JsonTree read(String text) {
    return read(text, FACTORY);
  }

  static JsonTree readWithComments(String text) {
    return read(text, COMMENTED);
  }

  private static JsonTree read(String text, JsonFactory factory) {
    if (text.length() > MAX_LENGTH) {
      throw new UsageException(
          "JSON of "
              + text.length()
              + " characters: expected at most "
              + MAX_LENGTH
              + ", make it smaller");
    }
    try (JsonParser parser = factory.createParser(text)) {
      return new JsonTreeReader(parser).document();
    } catch (JsonProcessingException invalid) {
      throw invalid(invalid);
    } catch (IOException impossible) {
      throw new IllegalStateException("reading a string failed", impossible);
    }
  }

  private JsonTree document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new UsageException("no JSON value: the text is empty, expected one value");
    }
    JsonTree tree = value(first);
    if (parser.nextToken() != null) {
      throw new UsageException(
          "not JSON"
              + place(parser.currentTokenLocation())
              + ": expected the end behind one value");
    }
    return tree;
  }

  private JsonTree value(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> members();
      case START_ARRAY -> items();
      case VALUE_STRING -> new JsonTree.Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonTree.Numeral(parser.getText());
      case VALUE_TRUE -> new JsonTree.Truth(true);
      case VALUE_FALSE -> new JsonTree.Truth(false);
      case VALUE_NULL -> new JsonTree.Nothing();
      default -> throw new IllegalStateException("no value starts with " + token);
    };
  }

  private JsonTree members() throws IOException {
    Map<String, JsonTree> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      members.put(name, value(parser.nextToken()));
    }
    return new JsonTree.Members(members);
  }

  private JsonTree items() throws IOException {
    List<JsonTree> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token));
    }
    return new JsonTree.Items(items);
  }

  /**
   * The parser's own message quotes the text, which may be user data and hold secrets: neither it
   * nor the exception is passed on.
   */
  private static UsageException invalid(JsonProcessingException invalid) {
    return new UsageException(
        "not JSON"
            + place(invalid.getLocation())
            + ": expected one value, each key once, at most "
            + MAX_DEPTH
            + " levels");
  }

  private static String place(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
