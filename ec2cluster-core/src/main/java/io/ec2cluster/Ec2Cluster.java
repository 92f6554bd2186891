package io.ec2cluster;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.internal.agent.Agent;
import io.ec2cluster.internal.agent.AgentPart;
import io.ec2cluster.internal.coordination.CoordinationOperations;
import io.ec2cluster.internal.doctor.CoreNeeds;
import io.ec2cluster.internal.doctor.Examination;
import io.ec2cluster.internal.node.BackEnds;
import io.ec2cluster.internal.node.OperationRun;
import io.ec2cluster.internal.node.Surroundings;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.internal.role.RoleOperations;
import io.ec2cluster.metadata.MetadataFile;
import io.ec2cluster.metadata.MetadataSource;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Query;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Service;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The way in: runs the operations of engine modules on this node.
 *
 * <pre>{@code
 * try (Ec2Cluster cluster =
 *     Ec2Cluster.builder().settings(settings).engineSettings("postgres", postgres).build()) {
 *   Report report = cluster.run("postgres", "init", options, false);
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads; each call is an operation of its own. An operation is
 * cancelled by interrupting its thread. Nothing here ends the process, and nothing is static:
 * several clusters live in one JVM.
 */
public final class Ec2Cluster implements AutoCloseable {
  /** How long all looks of {@link #doctor} together may take. */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(15);

  private final EngineCatalog catalog;
  private final ClusterSettings settings;
  private final Map<String, Record> engineSettings;
  private final Map<String, String> environment;
  private final Surroundings surroundings;
  private final Supplier<Cloud> cloud;
  private final boolean ownsCloud;
  private volatile boolean opened;

  private Ec2Cluster(Builder builder) {
    this.catalog =
        builder.catalog.orElseGet(() -> EngineCatalog.discover(Ec2Cluster.class.getClassLoader()));
    this.settings =
        builder.settings.orElseThrow(
            () -> new UsageException("Ec2Cluster needs settings: give .settings(…)"));
    this.engineSettings = ImmutableMap.copyOf(builder.engineSettings);
    this.environment = builder.environment;
    this.surroundings =
        new Surroundings(
            builder.time, builder.random, builder.commands(), builder.listener, builder.program);
    this.ownsCloud = builder.cloud.isEmpty();
    this.cloud = Suppliers.memoize(() -> builder.cloud.orElseGet(() -> open(builder.metadata)));
  }

  /** Starts a configuration. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Every operation of an engine: its own, and those that core supplies: to a role engine (init,
   * status, lease …), and to one that coordinates.
   *
   * @throws UsageException if there is no such engine
   */
  public static List<Operation<?>> operations(EngineCatalog catalog, String engine) {
    EngineModule module = catalog.get(engine);
    ImmutableList.Builder<Operation<?>> operations = ImmutableList.builder();
    if (module instanceof RoleEngine role) {
      operations.addAll(RoleOperations.of(role));
    }
    if (module.coordinates()) {
      operations.addAll(CoordinationOperations.all());
    }
    return operations.addAll(module.operations()).build();
  }

  /**
   * Plans a change and, unless it is a dry run, runs it. A failure of planning or running is in the
   * report, not thrown; an interruption is restored on the thread.
   *
   * @param options the record that the operation names
   * @throws UsageException if there is no such engine or change, or the options are another record
   */
  public Report run(String engine, String operation, Record options, boolean dryRun) {
    Operation<?> found = find(engine, operation);
    if (!(found instanceof Change<?> change)) {
      throw notA("change", engine, operation);
    }
    return change(newRun(engine, operation), change, options, dryRun);
  }

  /**
   * Asks a query.
   *
   * @throws Ec2ClusterException if it cannot be answered
   */
  public Query.Answer ask(String engine, String operation, Record options) {
    Operation<?> found = find(engine, operation);
    if (!(found instanceof Query<?> query)) {
      throw notA("query", engine, operation);
    }
    try {
      return ask(newRun(engine, operation), query, options);
    } catch (InterruptedException interrupted) {
      throw interrupted(operation, interrupted);
    }
  }

  /**
   * Runs a service until it is done or the thread is interrupted.
   *
   * @throws Ec2ClusterException if it fails
   */
  public void serve(String engine, String operation, Record options) {
    Operation<?> found = find(engine, operation);
    if (!(found instanceof Service<?> service)) {
      throw notA("service", engine, operation);
    }
    try {
      serve(newRun(engine, operation), service, options);
    } catch (InterruptedException interrupted) {
      throw interrupted(operation, interrupted);
    }
  }

  /**
   * Looks at everything that the operations of these engines need on this node: configuration,
   * metadata, credentials, zone, clock, programs, ports. Changes nothing, takes some seconds at
   * most, and throws nothing for what it finds.
   *
   * @param engines the ids of the engines; core's own needs are looked at in any case
   * @throws UsageException if there is no such engine
   * @throws InterruptedOperationException if the thread was interrupted; its flag is set
   */
  public DoctorReport doctor(List<String> engines) {
    List<EngineModule> modules = new ArrayList<>();
    modules.add(new CoreNeeds(engines.stream().map(catalog::get).toList()));
    engines.forEach(engine -> modules.add(catalog.get(engine)));
    try {
      return new Examination(LONGEST_LOOK).of(modules.stream().map(this::patient).toList());
    } catch (InterruptedException interrupted) {
      throw interrupted("doctor", interrupted);
    }
  }

  private Examination.Part patient(EngineModule module) {
    Record own = module instanceof CoreNeeds ? new NoSettings() : settingsOf(module);
    return new Examination.Part(
        module.id(),
        () -> new OperationRun(module, "doctor", settings, own, cloud, surroundings).inspections());
  }

  /**
   * Looks after these engines on this node until the thread is interrupted: asks them, reads their
   * role records, lets a primary whose record moved on give its role up, runs their tasks, and
   * answers load balancers over HTTP, all as {@link ClusterSettings#agent} says.
   *
   * @param engines the ids of the engines
   * @throws UsageException if there is no such engine, nothing to do for them, or the port is taken
   * @throws InterruptedOperationException if the thread was interrupted; its flag is set
   */
  public void agent(List<String> engines) {
    List<AgentPart> parts = engines.stream().map(catalog::get).map(this::lookedAfter).toList();
    try {
      new Agent(settings, parts, surroundings, environment).run();
    } catch (InterruptedException interrupted) {
      throw interrupted("agent", interrupted);
    }
  }

  private AgentPart lookedAfter(EngineModule module) {
    Record own = settingsOf(module);
    Surroundings quiet = Agent.quiet(surroundings);
    return new AgentPart(
        module,
        operations(catalog, module.id()),
        operation -> new OperationRun(module, operation, settings, own, cloud, quiet));
  }

  /** Closes the back end, unless the application gave it. */
  @Override
  public void close() {
    if (ownsCloud && opened) {
      cloud.get().close();
    }
  }

  private static <O extends Record> Report change(
      OperationRun run, Change<O> change, Record options, boolean dryRun) {
    return run.change(change, cast(change, options), dryRun);
  }

  private static <O extends Record> Query.Answer ask(
      OperationRun run, Query<O> query, Record options) throws InterruptedException {
    return run.ask(query, cast(query, options));
  }

  private static <O extends Record> void serve(OperationRun run, Service<O> service, Record options)
      throws InterruptedException {
    run.serve(service, cast(service, options));
  }

  private static <O extends Record> O cast(Operation<O> operation, Record options) {
    if (!operation.options().isInstance(options)) {
      throw new UsageException(
          "the options of '"
              + operation.id()
              + "' are "
              + operation.options().getName()
              + ", not "
              + options.getClass().getName());
    }
    return operation.options().cast(options);
  }

  private Operation<?> find(String engine, String operation) {
    List<Operation<?>> all = operations(catalog, engine);
    return all.stream()
        .filter(candidate -> candidate.id().equals(operation))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "engine '"
                        + engine
                        + "' has no operation '"
                        + operation
                        + "': there are "
                        + String.join(", ", all.stream().map(Operation::id).toList())));
  }

  private OperationRun newRun(String engine, String operation) {
    EngineModule module = catalog.get(engine);
    return new OperationRun(module, operation, settings, settingsOf(module), cloud, surroundings);
  }

  private Record settingsOf(EngineModule module) {
    Record given = engineSettings.get(module.id());
    if (given == null) {
      return defaults(module);
    }
    if (!module.settings().isInstance(given)) {
      throw new UsageException(
          "the settings of engine '"
              + module.id()
              + "' are "
              + module.settings().getName()
              + ", not "
              + given.getClass().getName());
    }
    return given;
  }

  private Record defaults(EngineModule module) {
    ConfigurationScope scope =
        ConfigurationScope.of(environment, ImmutableMap.of(module.id(), module.settings()));
    return Configuration.parse("(no configuration)", "", scope)
        .section(module.id(), module.settings());
  }

  private Cloud open(Optional<MetadataSource> metadata) {
    opened = true;
    return BackEnds.open(settings, metadata, environment, surroundings);
  }

  private static UsageException notA(String kind, String engine, String operation) {
    return new UsageException("'" + operation + "' of engine '" + engine + "' is not a " + kind);
  }

  private static InterruptedOperationException interrupted(
      String operation, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new InterruptedOperationException("'" + operation + "' was interrupted", cause);
  }

  /** Collects what an {@link Ec2Cluster} needs. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Record> engineSettings = new LinkedHashMap<>();
    private Optional<EngineCatalog> catalog = Optional.empty();
    private Optional<ClusterSettings> settings = Optional.empty();
    private Optional<MetadataSource> metadata = Optional.empty();
    private Optional<Cloud> cloud = Optional.empty();
    private Optional<Commands> commands = Optional.empty();
    private ProgressListener listener = ProgressListener.none();
    private Map<String, String> environment = System.getenv();
    private List<String> program = List.of();
    private Time time = Time.system();
    private RandomGenerator random = new SecureRandom();

    private Builder() {}

    /** The modules; by default those that {@link java.util.ServiceLoader} finds. */
    public Builder catalog(EngineCatalog newCatalog) {
      catalog = Optional.of(newCatalog);
      return this;
    }

    /** Core's settings; required. */
    public Builder settings(ClusterSettings newSettings) {
      settings = Optional.of(newSettings);
      return this;
    }

    /** An engine's settings: the record that its module names; its defaults otherwise. */
    public Builder engineSettings(String engine, Record record) {
      engineSettings.put(engine, record);
      return this;
    }

    /**
     * Where the metadata comes from; by default the file that {@code EC2CLUSTER_METADATA} names,
     * else the back end's own source.
     */
    public Builder metadata(MetadataSource source) {
      metadata = Optional.of(source);
      return this;
    }

    /**
     * A back end made by the application instead of the one that the settings name; not closed
     * here.
     */
    public Builder cloud(Cloud newCloud) {
      cloud = Optional.of(newCloud);
      return this;
    }

    /** How programs are run; by default as processes of this machine. */
    public Builder commands(Commands newCommands) {
      commands = Optional.of(newCommands);
      return this;
    }

    /** Hears the progress; nobody by default. */
    public Builder listener(ProgressListener newListener) {
      listener = newListener;
      return this;
    }

    /** The environment variables; by default the process's. */
    public Builder environment(Map<String, String> variables) {
      environment = ImmutableMap.copyOf(variables);
      return this;
    }

    /** The argument vector that runs the command line; none by default. */
    public Builder program(List<String> vector) {
      program = List.copyOf(vector);
      return this;
    }

    /** The clock; by default the machine's. */
    public Builder time(Time clock) {
      time = clock;
      return this;
    }

    /**
     * Nonces and jitter; by default a {@link SecureRandom}. Must be safe for use by several
     * threads.
     */
    public Builder random(RandomGenerator generator) {
      random = generator;
      return this;
    }

    /**
     * Ready to run; asks and opens nothing yet.
     *
     * @throws UsageException if no settings were given
     */
    public Ec2Cluster build() {
      if (metadata.isEmpty()) {
        metadata =
            MetadataFile.chosen(Optional.empty(), environment).map(file -> (MetadataSource) file);
      }
      return new Ec2Cluster(this);
    }

    private Commands commands() {
      return commands.orElseGet(() -> new ProcessCommands(environment));
    }
  }
}
