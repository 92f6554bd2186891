package io.ec2cluster.internal.config;

import io.ec2cluster.config.ConfigurationProblem;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Command-line values as a tree of nodes. */
public final class OptionTree {
  private static final String OPTIONS = "(options)";

  private final Problems problems;

  private OptionTree(Problems problems) {
    this.problems = problems;
  }

  /** The tree of values for a record: a list where the record has a list, and so on. */
  public static Node.Mapping of(
      Class<? extends Record> type, Map<String, List<String>> values, Problems problems) {
    OptionTree tree = new OptionTree(problems);
    Map<String, Class<?>> kinds = new LinkedHashMap<>();
    SettingKey.of(type)
        .forEach(key -> key.names().forEach(name -> kinds.put(name, kind(key.type()))));
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    values.forEach(
        (key, texts) -> {
          Node node = tree.node(key, kinds.getOrDefault(key, String.class), texts);
          entries.put(key, new Node.Entry(node.origin(), node));
        });
    return new Node.Mapping(OPTIONS, entries);
  }

  private Node node(String key, Class<?> kind, List<String> texts) {
    String origin = "--" + key;
    if (kind == List.class) {
      return new Node.Sequence(
          origin, texts.stream().<Node>map(text -> scalar(origin, text)).toList());
    }
    if (kind == Map.class) {
      return mapping(origin, key, texts);
    }
    if (texts.size() > 1) {
      problems.add(
          ConfigurationProblem.of(origin, key, "it " + texts.size() + " times", "it once"));
    }
    boolean flag = kind == boolean.class || kind == Boolean.class;
    return texts.isEmpty() && flag
        ? scalar(origin, "true")
        : texts.stream()
            .findFirst()
            .map(text -> scalar(origin, text))
            .orElseGet(() -> none(origin));
  }

  private Node.Mapping mapping(String origin, String key, List<String> texts) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        problems.add(ConfigurationProblem.of(origin, key, Quoted.of(text), "the form name=value"));
      } else {
        Node value = scalar(origin, text.substring(equals + 1));
        entries.put(text.substring(0, equals), new Node.Entry(origin, value));
      }
    }
    return new Node.Mapping(origin, entries);
  }

  /** What an optional holds counts. */
  private static Class<?> kind(Type type) {
    Class<?> raw = SettingKey.raw(type);
    return raw == Optional.class ? kind(SettingKey.argument(type)) : raw;
  }

  private static Node.Scalar scalar(String origin, String text) {
    return new Node.Scalar(origin, text, Node.Style.VERBATIM);
  }

  private static Node.Scalar none(String origin) {
    return new Node.Scalar(origin, "", Node.Style.NULL);
  }
}
