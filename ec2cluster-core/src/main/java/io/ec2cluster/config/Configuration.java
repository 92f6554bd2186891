package io.ec2cluster.config;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.internal.config.ConfigurationFile;
import io.ec2cluster.internal.config.Node;
import io.ec2cluster.internal.config.Overlay;
import io.ec2cluster.internal.config.Problems;
import io.ec2cluster.internal.config.RecordBinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration: core's settings and a section for each module, read from one YAML or JSON file
 * (comments allowed in both) and completed by environment, command line and defaults. Immutable.
 *
 * <p>In a value <code>${NAME}</code> stands for an environment variable, <code>$${</code> for a
 * literal <code>${</code>; a {@link Secret} is <code>${NAME}</code> or {@code file:/path}. Anchors,
 * aliases and tags of YAML are refused.
 */
public final class Configuration {
  private static final String SUBJECT = "the configuration";

  private final Optional<Path> file;
  private final ConfigurationScope scope;
  private final ClusterSettings cluster;
  private final Map<String, Record> sections;
  private final List<EffectiveSetting> effective;

  private Configuration(
      Optional<Path> file,
      ConfigurationScope scope,
      ClusterSettings cluster,
      Map<String, Record> sections,
      List<EffectiveSetting> effective) {
    this.file = file;
    this.scope = scope;
    this.cluster = cluster;
    this.sections = ImmutableMap.copyOf(sections);
    this.effective = List.copyOf(effective);
  }

  /**
   * Reads {@code --config}, else the file that {@code EC2CLUSTER_CONFIG} names, else the standard
   * one where it exists; with none of them everything is as by default.
   *
   * @param named the file that {@code --config} names; one that cannot be read is a problem
   * @throws ConfigurationException with every problem that was found
   */
  public static Configuration load(Optional<Path> named, ConfigurationScope scope) {
    Problems problems = new Problems();
    Optional<ConfigurationFile> file = ConfigurationFile.find(named, scope);
    Node.Mapping tree =
        file.map(found -> found.read(problems)).orElseGet(() -> Node.Mapping.empty("(no file)"));
    return bound(file.map(ConfigurationFile::path), tree, scope, problems);
  }

  /**
   * Reads a text as if it were a file's.
   *
   * @param name the file's name for problems; {@code .json} at its end means JSON
   * @throws ConfigurationException with every problem that was found
   */
  public static Configuration parse(String name, String text, ConfigurationScope scope) {
    Problems problems = new Problems();
    Node.Mapping tree = ConfigurationFile.parse(name, text, problems);
    return bound(Optional.empty(), tree, scope, problems);
  }

  private static Configuration bound(
      Optional<Path> file, Node.Mapping written, ConfigurationScope scope, Problems problems) {
    // What could not be read has no keys; that required ones are missing would be no news.
    problems.throwIfAny(SUBJECT);
    Node.Mapping tree = Overlay.of(written, scope.given());
    RecordBinder binder = new RecordBinder(scope.environment(), problems);
    Optional<ClusterSettings> cluster =
        binder.bind(ClusterSettings.class, tree, "", scope.sections().keySet());
    Map<String, Record> sections = new LinkedHashMap<>();
    scope
        .sections()
        .forEach(
            (id, type) ->
                tree.find(id)
                    .flatMap(entry -> binder.bindSection(type, entry.value(), id))
                    .ifPresent(section -> sections.put(id, section)));
    problems.throwIfAny(SUBJECT);
    return new Configuration(file, scope, cluster.orElseThrow(), sections, binder.effective());
  }

  /** The file that was read. */
  public Optional<Path> file() {
    return file;
  }

  /** Core's settings. */
  public ClusterSettings cluster() {
    return cluster;
  }

  /**
   * A module's settings; the defaults where the file has no section of it.
   *
   * @throws ConfigurationException where there is no section and a key has no default
   */
  public <S extends Record> S section(String id, Class<S> type) {
    Optional<Record> section = Optional.ofNullable(sections.get(id));
    if (section.isPresent()) {
      return type.cast(section.get());
    }
    Problems problems = new Problems();
    Optional<S> defaults = defaults(id, type, new RecordBinder(scope.environment(), problems));
    problems.throwIfAny(SUBJECT);
    return defaults.orElseThrow();
  }

  /** The modules that the file has a section of. */
  public Set<String> sections() {
    return sections.keySet();
  }

  /**
   * Every setting in force and where it came from: core's, those of the file's sections, and the
   * defaults of modules that have no section and need none.
   */
  public List<EffectiveSetting> effective() {
    List<EffectiveSetting> all = new ArrayList<>(effective);
    scope
        .sections()
        .forEach(
            (id, type) -> {
              if (!sections.containsKey(id)) {
                RecordBinder binder = new RecordBinder(scope.environment(), new Problems());
                defaults(id, type, binder).ifPresent(settings -> all.addAll(binder.effective()));
              }
            });
    return List.copyOf(all);
  }

  private <S extends Record> Optional<S> defaults(String id, Class<S> type, RecordBinder binder) {
    String origin = file.map(path -> path + ": no section " + id).orElse("(no file)");
    return binder.bindSection(type, Node.Mapping.empty(origin), id);
  }
}
