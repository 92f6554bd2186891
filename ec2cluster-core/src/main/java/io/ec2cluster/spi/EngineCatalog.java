package io.ec2cluster.spi;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The engine modules at hand, by id. Immutable. */
public final class EngineCatalog {
  private final Map<String, Entry> entries;
  private final List<String> problems;

  private EngineCatalog(List<Entry> entries, List<String> problems) {
    this.entries =
        ImmutableMap.copyOf(
            entries.stream()
                .collect(Collectors.toMap(entry -> entry.module().id(), Function.identity())));
    this.problems = List.copyOf(problems);
  }

  /** Exactly these modules. */
  public static EngineCatalog of(EngineModule... modules) {
    return new EngineCatalog(
        List.of(modules).stream()
            .map(module -> new Entry(module, "", "given by the application"))
            .toList(),
        List.of());
  }

  /** The modules, by id. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * Providers that could not be used, each with its class and what is wrong; the others are not
   * hidden by them.
   */
  public List<String> problems() {
    return problems;
  }

  /** The module of an id. */
  public Optional<EngineModule> find(String id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::module);
  }

  /** The module of an id, or an error that lists those there are. */
  public EngineModule get(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new UsageException(
                    "no engine '" + id + "': there are " + String.join(", ", entries.keySet())));
  }

  /**
   * A module and where it came from.
   *
   * @param module the module
   * @param version the version of its jar, empty where it has none
   * @param source the jar or folder it came from
   */
  public record Entry(EngineModule module, String version, String source) {}
}
