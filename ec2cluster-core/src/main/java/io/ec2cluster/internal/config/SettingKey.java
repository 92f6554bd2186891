package io.ec2cluster.internal.config;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.Streams;
import io.ec2cluster.config.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A component of a settings record as a key.
 *
 * @param component the component
 * @param key its key
 * @param purpose what it is for; empty where nobody says
 * @param alias another key for it
 * @param defaultValue its default, as it would stand in the file
 */
record SettingKey(
    RecordComponent component,
    String key,
    String purpose,
    Optional<String> alias,
    Optional<String> defaultValue) {
  private static final String DEFAULT = "default";

  /** The keys of a record. */
  static List<SettingKey> of(Class<? extends Record> type) {
    return Stream.of(type.getRecordComponents()).map(SettingKey::of).toList();
  }

  private static SettingKey of(RecordComponent component) {
    @Nullable Setting setting = component.getAnnotation(Setting.class);
    return new SettingKey(
        component,
        KebabCase.ofComponent(component.getName()),
        setting == null ? "" : setting.value(),
        given(setting == null ? "" : setting.alias()),
        given(setting == null ? "" : setting.defaultValue()));
  }

  /** The key whose list may stand for the whole section of a record. */
  static Optional<String> shorthand(Class<? extends Record> type) {
    return Stream.of(type.getRecordComponents())
        .filter(SettingKey::isShorthand)
        .map(component -> KebabCase.ofComponent(component.getName()))
        .findFirst();
  }

  private static boolean isShorthand(RecordComponent component) {
    @Nullable Setting setting = component.getAnnotation(Setting.class);
    return setting != null && setting.shorthand();
  }

  /** The value as the component's type has it: one value may stand for a list of it. */
  Node shaped(Node node) {
    @Nullable Setting setting = component.getAnnotation(Setting.class);
    return setting != null && setting.single() && node instanceof Node.Scalar
        ? new Node.Sequence(node.origin(), List.of(node))
        : node;
  }

  /** The component's type with its arguments. */
  Type type() {
    return component.getGenericType();
  }

  /** The class of the component without arguments. */
  Class<?> rawType() {
    return raw(type());
  }

  /** Key and alias. */
  Stream<String> names() {
    return Stream.concat(Stream.of(key), alias.stream());
  }

  /** The names under which a key of a record may be written; one that it has not is itself. */
  static Stream<String> namesOf(Class<? extends Record> type, String key) {
    return of(type).stream()
        .filter(candidate -> candidate.key().equals(key))
        .findFirst()
        .map(SettingKey::names)
        .orElseGet(() -> Stream.of(key));
  }

  /** The class of a type without arguments. */
  static Class<?> raw(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    if (type instanceof Class<?> plain) {
      return plain;
    }
    throw new IllegalArgumentException(type + " is not supported in settings");
  }

  /** The last argument of a type: what a list or an optional holds, the values of a map. */
  static Type argument(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      return arguments[arguments.length - 1];
    }
    throw new IllegalArgumentException(type + " needs its type arguments in settings");
  }

  /** The default as a node; a list is written {@code [first, second]}. */
  Optional<Node> defaultNode() {
    return defaultValue.map(text -> rawType() == List.class ? listOf(text) : defaultScalar(text));
  }

  /** What stands for "none", where the type has that. */
  Optional<Object> none() {
    if (rawType() == Optional.class) {
      return Optional.of(Optional.empty());
    }
    if (rawType() == List.class) {
      return Optional.of(List.of());
    }
    return rawType() == Map.class ? Optional.of(Map.of()) : Optional.empty();
  }

  private static Node listOf(String text) {
    CharMatcher brackets = CharMatcher.anyOf("[]");
    Iterable<String> items =
        Splitter.on(',').trimResults().omitEmptyStrings().split(brackets.trimFrom(text));
    return new Node.Sequence(
        DEFAULT, Streams.stream(items).map(SettingKey::defaultScalar).toList());
  }

  private static Node defaultScalar(String text) {
    return new Node.Scalar(DEFAULT, text, Node.Style.VERBATIM);
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
