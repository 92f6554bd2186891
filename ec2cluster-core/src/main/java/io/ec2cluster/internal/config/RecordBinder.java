package io.ec2cluster.internal.config;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.EffectiveSetting;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Fills records from nodes, component by component; notes every problem and what came from where.
 * For one thread.
 */
public final class RecordBinder {
  private final Scalars scalars;
  private final RecordConstruction construction;
  private final Problems problems;
  private final List<EffectiveSetting> effective = new ArrayList<>();

  /** A binder that looks up variables in {@code environment}. */
  public RecordBinder(Map<String, String> environment, Problems problems) {
    this.scalars = new Scalars(environment, problems);
    this.construction = new RecordConstruction(problems);
    this.problems = problems;
  }

  /** What has been set so far, in the order of the components. */
  public List<EffectiveSetting> effective() {
    return List.copyOf(effective);
  }

  /**
   * The record that a section gives; empty, with problems noted, where it cannot be built.
   *
   * @param others keys of the section that are not the record's and yet known
   */
  public <R extends Record> Optional<R> bind(
      Class<R> type, Node.Mapping section, String path, Set<String> others) {
    List<SettingKey> keys = SettingKey.of(type);
    reportUnknown(keys, section, path, others);
    List<Optional<Object>> values =
        keys.stream().map(key -> component(key, section, path)).toList();
    return values.stream().allMatch(Optional::isPresent)
        ? construction.construct(type, present(values), section, path)
        : tried(type, keys, values, section, path);
  }

  /**
   * Where components are wrong, the constructor is tried with stand-ins for them, so that what it
   * refuses of the others is reported at the same time.
   */
  private <R extends Record> Optional<R> tried(
      Class<R> type,
      List<SettingKey> keys,
      List<Optional<Object>> values,
      Node.Mapping section,
      String path) {
    RecordBinder aside = new RecordBinder(Map.of(), new Problems());
    Node.Mapping nothing = Node.Mapping.empty(section.origin());
    List<Optional<Object>> completed =
        Streams.zip(
                keys.stream(),
                values.stream(),
                (key, value) -> value.or(() -> aside.component(key, nothing, path)))
            .toList();
    Problems refused = new Problems();
    if (completed.stream().allMatch(Optional::isPresent)) {
      new RecordConstruction(refused).construct(type, present(completed), section, path);
    }
    // Only what stands in the section: the rest may be the fault of a stand-in.
    keys.stream()
        .filter(key -> key.names().anyMatch(name -> section.find(name).isPresent()))
        .forEach(key -> refused.at(KeyPath.child(path, key.key())).forEach(problems::add));
    return Optional.empty();
  }

  private static List<Object> present(List<Optional<Object>> values) {
    return values.stream().flatMap(Optional::stream).toList();
  }

  /** The record of a section that may be empty: a key without a value means defaults. */
  public <R extends Record> Optional<R> bindSection(Class<R> type, Node node, String path) {
    Node section = Node.isNull(node) ? Node.Mapping.empty(node.origin()) : node;
    return section(type, section, path).map(type::cast);
  }

  /** The records of a section whose keys are names of their own; empty, with problems noted. */
  public <R extends Record> Optional<Map<String, R>> bindEach(
      Class<R> type, Node.Mapping names, String path) {
    return map(type, names, path).map(bound -> typed(type, (Map<?, ?>) bound));
  }

  private static <R extends Record> Map<String, R> typed(Class<R> type, Map<?, ?> bound) {
    ImmutableMap.Builder<String, R> records = ImmutableMap.builder();
    bound.forEach((name, record) -> records.put(String.valueOf(name), type.cast(record)));
    return records.buildOrThrow();
  }

  private void reportUnknown(
      List<SettingKey> keys, Node.Mapping section, String path, Set<String> others) {
    Set<String> known = new TreeSet<>(others);
    keys.stream().flatMap(SettingKey::names).forEach(known::add);
    section
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                problems.add(
                    ConfigurationProblem.of(
                            entry.origin(),
                            KeyPath.child(path, key),
                            "an unknown key",
                            known.isEmpty() ? "no keys here" : "one of " + String.join(", ", known))
                        .suggesting(NearestName.find(key, known)));
              }
            });
  }

  private Optional<Object> component(SettingKey key, Node.Mapping section, String path) {
    String keyPath = KeyPath.child(path, key.key());
    Optional<Node> node = given(key, section, keyPath).or(() -> key.defaultNode());
    if (node.isPresent()) {
      return value(key.type(), key.shaped(node.get()), keyPath);
    }
    Optional<Object> none = key.none();
    if (none.isPresent()) {
      return none;
    }
    if (isSection(key.rawType())) {
      return value(key.type(), Node.Mapping.empty(section.origin()), keyPath);
    }
    problems.add(
        ConfigurationProblem.of(
            section.origin(),
            keyPath,
            "nothing",
            Scalars.expectation(key.rawType())
                + (key.purpose().isEmpty() ? "" : ": " + key.purpose())));
    return Optional.empty();
  }

  private Optional<Node> given(SettingKey key, Node.Mapping section, String keyPath) {
    List<Node.Entry> present = key.names().flatMap(name -> section.find(name).stream()).toList();
    if (present.size() > 1) {
      problems.add(
          ConfigurationProblem.of(
              present.get(1).origin(),
              keyPath,
              "it under two names: " + String.join(" and ", key.names().toList()),
              "one of them"));
    }
    return present.stream().findFirst().map(Node.Entry::value).filter(node -> !Node.isNull(node));
  }

  private Optional<Object> value(Type type, Node node, String path) {
    Class<?> raw = SettingKey.raw(type);
    if (raw == Optional.class) {
      return value(SettingKey.argument(type), node, path).map(Optional::of);
    }
    if (raw == List.class) {
      return list(SettingKey.argument(type), node, path);
    }
    if (raw == Map.class) {
      return map(SettingKey.argument(type), node, path);
    }
    if (isSection(raw)) {
      return section(raw, node, path);
    }
    return scalar(raw, node, path)
        .map(
            bound -> {
              effective.add(new EffectiveSetting(path, bound.shown(), node.origin()));
              return bound.value();
            });
  }

  private Optional<Object> list(Type item, Node node, String path) {
    if (!(node instanceof Node.Sequence sequence)) {
      problems.wrongKind(node, path, "a list such as [first, second]");
      return Optional.empty();
    }
    boolean sections = isSection(SettingKey.raw(item));
    int before = problems.count();
    List<Object> values = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (int index = 0; index < sequence.items().size(); index++) {
      Node part = sequence.items().get(index);
      String partPath = KeyPath.item(path, index);
      if (sections) {
        value(item, part, partPath).ifPresent(values::add);
      } else {
        Optional<Bound> bound = scalar(SettingKey.raw(item), part, partPath);
        bound.ifPresent(found -> shown.add(found.shown()));
        bound.ifPresent(found -> values.add(found.value()));
      }
    }
    if (!sections) {
      effective.add(new EffectiveSetting(path, shown.toString(), node.origin()));
    }
    return problems.count() == before ? Optional.of(List.copyOf(values)) : Optional.empty();
  }

  private Optional<Object> map(Type item, Node node, String path) {
    if (!(node instanceof Node.Mapping mapping)) {
      problems.wrongKind(node, path, "keys with values");
      return Optional.empty();
    }
    int before = problems.count();
    ImmutableMap.Builder<String, Object> values = ImmutableMap.builder();
    mapping
        .entries()
        .forEach(
            (key, entry) ->
                value(item, entry.value(), KeyPath.child(path, key))
                    .ifPresent(value -> values.put(key, value)));
    return problems.count() == before ? Optional.of(values.buildOrThrow()) : Optional.empty();
  }

  private Optional<Object> section(Class<?> type, Node node, String path) {
    Class<? extends Record> record = type.asSubclass(Record.class);
    Optional<String> shorthand = SettingKey.shorthand(record);
    if (!(writtenOut(node, shorthand) instanceof Node.Mapping mapping)) {
      String list = shorthand.map(key -> ", or the list '" + key + "' alone").orElse("");
      problems.wrongKind(node, path, "a section of keys" + list);
      return Optional.empty();
    }
    return bind(record, mapping, path, Set.of()).map(Object.class::cast);
  }

  private static Node writtenOut(Node node, Optional<String> shorthand) {
    return shorthand.isPresent() && node instanceof Node.Sequence
        ? Node.Mapping.empty(node.origin()).with(shorthand.get(), node)
        : node;
  }

  private Optional<Bound> scalar(Class<?> type, Node node, String path) {
    if (!(node instanceof Node.Scalar scalar) || Node.isNull(node)) {
      problems.wrongKind(node, path, Scalars.expectation(type));
      return Optional.empty();
    }
    return scalars.read(type, scalar, path);
  }

  private static boolean isSection(Class<?> type) {
    return type.isRecord() && !Scalars.reads(type);
  }
}
