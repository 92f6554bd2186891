package io.ec2cluster.internal.config;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A part of the configuration and where it stands. Immutable. */
public sealed interface Node {
  /** Where it stands: {@code file:line}, an option, {@code default}. */
  String origin();

  /** What it is, for problems. */
  String kind();

  /** Whether it is the null of YAML and JSON. */
  static boolean isNull(Node node) {
    return node instanceof Scalar scalar && scalar.style() == Style.NULL;
  }

  /**
   * A single value, as text: no digit, zero or case of what was written is lost.
   *
   * @param text the text
   * @param style how it was written
   */
  record Scalar(String origin, String text, Style style) implements Node {
    @Override
    public String kind() {
      return style == Style.NULL ? "nothing" : "a single value";
    }
  }

  /** How a scalar was written. */
  enum Style {
    /** In the file: <code>${NAME}</code> is replaced. */
    WRITTEN,
    /** An option or a default, taken as it is: the shell has already replaced what it should. */
    VERBATIM,
    /** The null of YAML and JSON, which is the same as an absent key. */
    NULL
  }

  /**
   * A list.
   *
   * @param items its parts
   */
  record Sequence(String origin, List<Node> items) implements Node {
    /** Copies the list. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * Keys and values.
   *
   * @param entries the values by key, in the order of the text
   */
  record Mapping(String origin, Map<String, Entry> entries) implements Node {
    /** Copies the map and keeps its order. */
    public Mapping {
      entries = ImmutableMap.copyOf(entries);
    }

    /** No keys. */
    public static Mapping empty(String origin) {
      return new Mapping(origin, Map.of());
    }

    /** The same with a key's value put in or replaced. */
    Mapping with(String key, Node value) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      changed.put(key, new Entry(value.origin(), value));
      return new Mapping(origin, changed);
    }

    /** The entry of a key. */
    public Optional<Entry> find(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public String kind() {
      return "a section of keys";
    }
  }

  /**
   * A key's place and its value.
   *
   * @param origin where the key stands
   * @param value its value
   */
  record Entry(String origin, Node value) {}
}
