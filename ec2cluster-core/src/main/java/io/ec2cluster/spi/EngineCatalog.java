package io.ec2cluster.spi;

import com.google.common.collect.ImmutableSortedMap;
import io.ec2cluster.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The engine modules at hand, by id. Immutable.
 *
 * <p>An id is a DNS label in lower case that starts with a letter, is not taken by another module,
 * and means nothing else as a command or at the top level of the configuration file.
 */
public final class EngineCatalog {
  private final Map<String, Entry> entries;
  private final List<String> problems;

  private EngineCatalog(Map<String, Entry> entries, List<String> problems) {
    this.entries = ImmutableSortedMap.copyOf(entries);
    this.problems = List.copyOf(problems);
  }

  /**
   * Exactly these modules.
   *
   * @throws UsageException if an id cannot be used; names the class
   */
  public static EngineCatalog of(EngineModule... modules) {
    Map<String, Entry> entries = new TreeMap<>();
    for (EngineModule module : modules) {
      Entry entry = new Entry(module, "", "given by the application");
      Optional<String> problem = add(entries, entry);
      if (problem.isPresent()) {
        throw new UsageException(problem.get());
      }
    }
    return new EngineCatalog(entries, List.of());
  }

  /**
   * The modules that {@link java.util.ServiceLoader} finds. Nothing is scanned: it reads the
   * provider files {@code META-INF/services/io.ec2cluster.spi.EngineModule}, or the {@code
   * provides} of named modules, and makes one object of each class listed there. What cannot be
   * used stands in {@link #problems()}.
   */
  public static EngineCatalog discover(ClassLoader loader) {
    List<String> problems = new ArrayList<>();
    Map<String, Entry> entries = new TreeMap<>();
    for (Entry entry : new ModuleProviders(loader, problems).load()) {
      add(entries, entry).ifPresent(problems::add);
    }
    return new EngineCatalog(entries, problems);
  }

  /** No modules, and why there are none. */
  public static EngineCatalog without(List<String> problems) {
    return new EngineCatalog(Map.of(), problems);
  }

  /**
   * These modules and more; one whose id is taken is left out and stands in {@link #problems()}, as
   * do those of both.
   */
  public EngineCatalog plus(EngineCatalog more) {
    Map<String, Entry> all = new TreeMap<>(entries);
    List<String> allProblems = new ArrayList<>(problems);
    allProblems.addAll(more.problems);
    more.entries.values().forEach(entry -> add(all, entry).ifPresent(allProblems::add));
    return new EngineCatalog(all, allProblems);
  }

  /** The same with another object in the place of each module, under the same id. */
  public EngineCatalog with(UnaryOperator<EngineModule> change) {
    Map<String, Entry> changed = new TreeMap<>();
    entries.forEach(
        (id, entry) ->
            changed.put(
                id, new Entry(change.apply(entry.module()), entry.version(), entry.source())));
    return new EngineCatalog(changed, problems);
  }

  /** Adds a module unless its id cannot be used; the first of an id is kept. */
  private static Optional<String> add(Map<String, Entry> entries, Entry entry) {
    Optional<String> problem = EngineId.problem(entry);
    if (problem.isPresent()) {
      return problem;
    }
    Entry first = entries.putIfAbsent(entry.module().id(), entry);
    return first == null
        ? Optional.empty()
        : Optional.of(
            "two engines have the id '%s': %s is used, %s is not; leave one of them out"
                .formatted(entry.module().id(), first.described(), entry.described()));
  }

  /** The modules, ordered by id. */
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
    return find(id).orElseThrow(() -> unknown(id));
  }

  private UsageException unknown(String id) {
    StringBuilder message = new StringBuilder();
    message.append("no engine '").append(id).append("': there ");
    message.append(
        entries.isEmpty() ? "is none at all" : "are " + String.join(", ", entries.keySet()));
    message.append("; an engine is a jar on the class path or in the plug-in folder");
    problems.forEach(problem -> message.append("; ").append(problem));
    return new UsageException(message.toString());
  }

  /**
   * A module and where it came from.
   *
   * @param module the module
   * @param version the version of its jar, empty where it has none
   * @param source the jar or folder it came from
   */
  public record Entry(EngineModule module, String version, String source) {
    /** For messages: class and source. */
    String described() {
      return module.getClass().getName() + " (" + source + ")";
    }
  }
}
