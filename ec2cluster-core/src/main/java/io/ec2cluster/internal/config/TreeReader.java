package io.ec2cluster.internal.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.ec2cluster.config.ConfigurationProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the tree of nodes from a streaming parser; notes duplicate keys and the like. */
final class TreeReader {
  static final int MAX_DEPTH = 32;

  private final JsonParser parser;
  private final Syntax syntax;
  private final String file;
  private final Problems problems;

  private TreeReader(JsonParser parser, Syntax syntax, String file, Problems problems) {
    this.parser = parser;
    this.syntax = syntax;
    this.file = file;
    this.problems = problems;
  }

  /**
   * The tree of a text.
   *
   * @throws SyntaxException where the text is not in this notation; no problem is noted then
   */
  static Node.Mapping read(Syntax syntax, String text, String file, Problems problems)
      throws SyntaxException {
    Problems noted = new Problems();
    try (JsonParser parser = syntax.parser(text)) {
      Node.Mapping tree = new TreeReader(parser, syntax, file, noted).document();
      problems.addAll(noted);
      return tree;
    } catch (JsonProcessingException invalid) {
      throw syntax.error(invalid);
    } catch (IOException impossible) {
      throw new IllegalStateException("reading a string failed", impossible);
    }
  }

  /** The whole document, which holds keys or nothing. */
  private Node.Mapping document() throws IOException, SyntaxException {
    String start = file + ":1";
    @Nullable JsonToken first = parser.nextToken();
    if (first == null) {
      return Node.Mapping.empty(start);
    }
    Node node = node(first, "", 1);
    if (parser.nextToken() != null) {
      problems.add(
          ConfigurationProblem.of(origin(), "", "a second document", "one document in the file"));
    }
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    if (!Node.isNull(node)) {
      problems.wrongKind(node, "", "keys with values, such as 'cluster: maindb'");
    }
    return Node.Mapping.empty(start);
  }

  private Node node(JsonToken token, String path, int depth) throws IOException, SyntaxException {
    String origin = origin();
    reportUnsupported(path);
    return switch (token) {
      case START_OBJECT -> mapping(origin, path, deeper(depth));
      case START_ARRAY -> sequence(origin, path, deeper(depth));
      case VALUE_NULL -> new Node.Scalar(origin, "", Node.Style.NULL);
      default -> new Node.Scalar(origin, parser.getText(), Node.Style.WRITTEN);
    };
  }

  private Node.Mapping mapping(String origin, String path, int depth)
      throws IOException, SyntaxException {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String keyPath = KeyPath.child(path, key);
      String keyOrigin = origin();
      Node value = at(keyOrigin, node(parser.nextToken(), keyPath, depth));
      Node.@Nullable Entry first = entries.putIfAbsent(key, new Node.Entry(keyOrigin, value));
      if (first != null) {
        problems.add(
            ConfigurationProblem.of(
                keyOrigin, keyPath, "the key again", "it once; it stands at " + first.origin()));
      }
    }
    return new Node.Mapping(origin, entries);
  }

  /** A section or list of YAML begins at its first part: its own line is that of its key. */
  private static Node at(String keyOrigin, Node value) {
    if (value instanceof Node.Mapping mapping) {
      return new Node.Mapping(keyOrigin, mapping.entries());
    }
    return value instanceof Node.Sequence sequence
        ? new Node.Sequence(keyOrigin, sequence.items())
        : value;
  }

  private Node.Sequence sequence(String origin, String path, int depth)
      throws IOException, SyntaxException {
    List<Node> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(token, KeyPath.item(path, items.size()), depth));
    }
    return new Node.Sequence(origin, items);
  }

  private void reportUnsupported(String path) throws IOException {
    String unsupported = syntax.unsupported(parser);
    if (!unsupported.isEmpty()) {
      problems.add(
          ConfigurationProblem.of(origin(), path, unsupported, "the value itself, written out"));
    }
  }

  private int deeper(int depth) throws SyntaxException {
    if (depth > MAX_DEPTH) {
      JsonLocation place = parser.currentTokenLocation();
      throw new SyntaxException(
          place.getLineNr(), place.getColumnNr(), "more than " + MAX_DEPTH + " levels");
    }
    return depth + 1;
  }

  private String origin() {
    return file + ":" + parser.currentTokenLocation().getLineNr();
  }
}
