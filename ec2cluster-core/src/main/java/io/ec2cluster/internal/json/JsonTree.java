package io.ec2cluster.internal.json;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value, read from text that others wrote (user data, metadata files): bounded in size and
 * depth, each key once. Immutable.
 */
public sealed interface JsonTree {
  /**
   * Reads a text that holds one value, without comments.
   *
   * @throws UsageException where it is no JSON; the message gives line and column and never the
   *     content, which may be secret
   */
  static JsonTree parse(String text) {
    return JsonTreeReader.read(text);
  }

  /**
   * Reads a text that a person writes: as {@link #parse}, and comments ({@code #}, {@code //},
   * {@code /*}) are allowed.
   *
   * @throws UsageException as {@link #parse} does
   */
  static JsonTree parseWithComments(String text) {
    return JsonTreeReader.readWithComments(text);
  }

  /** The member of an object; empty for other values and where it is absent or null. */
  default Optional<JsonTree> find(String key) {
    return Optional.empty();
  }

  /** The text of a string, number or boolean, as it is written; empty for other values. */
  default Optional<String> scalar() {
    return Optional.empty();
  }

  /**
   * An object.
   *
   * @param members its members in the order of the text
   */
  record Members(Map<String, JsonTree> members) implements JsonTree {
    /** Copies the map and keeps its order. */
    public Members {
      members = ImmutableMap.copyOf(members);
    }

    @Override
    public Optional<JsonTree> find(String key) {
      return Optional.ofNullable(members.get(key)).filter(value -> !(value instanceof Nothing));
    }
  }

  /**
   * An array.
   *
   * @param items its values
   */
  record Items(List<JsonTree> items) implements JsonTree {
    /** Copies the list. */
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * A string.
   *
   * @param text its text, unescaped
   */
  record Text(String text) implements JsonTree {
    @Override
    public Optional<String> scalar() {
      return Optional.of(text);
    }
  }

  /**
   * A number, kept as it is written: no digit is lost.
   *
   * @param literal the digits
   */
  record Numeral(String literal) implements JsonTree {
    @Override
    public Optional<String> scalar() {
      return Optional.of(literal);
    }
  }

  /**
   * A boolean.
   *
   * @param value which
   */
  record Truth(boolean value) implements JsonTree {
    @Override
    public Optional<String> scalar() {
      return Optional.of(Boolean.toString(value));
    }
  }

  /** The null of JSON. */
  record Nothing() implements JsonTree {}
}
