package io.ec2cluster.cli;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.config.EffectiveSetting;
import io.ec2cluster.config.OptionBinder;
import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.metadata.MetadataFile;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Query;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The core of this installation, with the engines that it finds. */
final class InstalledCore implements Core {
  private final InstalledEngines engines;
  private final Supplier<EngineCatalog> catalog;
  private final Map<String, String> environment;
  private final List<String> program;

  /**
   * Creates it.
   *
   * @param engines finds the engines; asked once
   * @param environment the environment variables
   * @param program the argument vector that starts this program again
   */
  InstalledCore(InstalledEngines engines, Map<String, String> environment, List<String> program) {
    this.engines = engines;
    this.catalog = Suppliers.memoize(engines::find);
    this.environment = ImmutableMap.copyOf(environment);
    this.program = List.copyOf(program);
  }

  @Override
  public EngineCatalog catalog() {
    return catalog.get();
  }

  @Override
  public List<Operation<?>> operations(String engine) {
    return Ec2Cluster.operations(catalog(), engine);
  }

  @Override
  public Record options(Class<? extends Record> type, Map<String, List<String>> given) {
    return new OptionBinder(environment).bind(type, given);
  }

  @Override
  public Configured configure(GlobalOptions options) {
    ConfigurationScope scope = scope().withGiven(options.overrides());
    return new Installed(Configuration.load(options.config(), scope), options);
  }

  @Override
  public List<ConfigurationProblem> problems(String name, String text) {
    try {
      Configuration.parse(name, text, scope());
      return List.of();
    } catch (ConfigurationException invalid) {
      return invalid.problems();
    }
  }

  private ConfigurationScope scope() {
    ImmutableMap.Builder<String, Class<? extends Record>> sections = ImmutableMap.builder();
    catalog()
        .entries()
        .forEach(entry -> sections.put(entry.module().id(), entry.module().settings()));
    return ConfigurationScope.of(environment, sections.buildOrThrow());
  }

  private final class Installed implements Configured {
    private final Configuration configuration;
    private final GlobalOptions options;

    Installed(Configuration configuration, GlobalOptions options) {
      this.configuration = configuration;
      this.options = options;
    }

    @Override
    public Optional<String> engine() {
      return configuration.cluster().engine();
    }

    @Override
    public List<EffectiveSetting> effective() {
      return configuration.effective();
    }

    @Override
    public Optional<String> file() {
      return configuration.file().map(Path::toString);
    }

    @Override
    public Set<String> sections() {
      return configuration.sections();
    }

    @Override
    public Node open(String engine, ProgressListener listener) {
      return new FacadeNode(cluster(List.of(engine), listener));
    }

    @Override
    public DoctorReport doctor(List<String> ids, ProgressListener listener) {
      try (Ec2Cluster cluster = cluster(ids, listener)) {
        return cluster.doctor(ids);
      }
    }

    @Override
    public void agent(List<String> ids, ProgressListener listener) {
      try (Ec2Cluster cluster = cluster(ids, listener)) {
        cluster.agent(ids);
      }
    }

    private Ec2Cluster cluster(List<String> ids, ProgressListener listener) {
      Ec2Cluster.Builder builder =
          Ec2Cluster.builder()
              .catalog(catalog())
              .settings(configuration.cluster())
              .listener(listener)
              .environment(environment)
              .program(again());
      for (String id : ids) {
        builder.engineSettings(id, configuration.section(id, catalog().get(id).settings()));
      }
      options.metadata().ifPresent(file -> builder.metadata(MetadataFile.of(file)));
      return builder.build();
    }

    private List<String> again() {
      return ImmutableList.<String>builder()
          .addAll(program)
          .addAll(engines.again())
          .addAll(options.again(configuration.file().map(Path::toAbsolutePath)))
          .build();
    }
  }

  private record FacadeNode(Ec2Cluster cluster) implements Node {
    @Override
    public Report run(String engine, String operation, Record options, boolean dryRun) {
      return cluster.run(engine, operation, options, dryRun);
    }

    @Override
    public Query.Answer ask(String engine, String operation, Record options) {
      return cluster.ask(engine, operation, options);
    }

    @Override
    public void serve(String engine, String operation, Record options) {
      cluster.serve(engine, operation, options);
    }

    @Override
    public void close() {
      cluster.close();
    }
  }
}
