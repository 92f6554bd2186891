package io.ec2cluster.testing;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Template;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.internal.run.PlanRunner;
import io.ec2cluster.internal.run.RunContext;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.internal.template.Templates;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * What an operation works with, for tests of engine modules: in memory unless the test gives
 * something real. Plans are really run, by the runner that the command line uses.
 *
 * <p>Without further words: cluster {@code maindb}, instance {@code i-1} at 127.0.0.1, the names
 * {@code primary.maindb.example.com} and {@code replica.maindb.example.com} in an empty {@link
 * FakeHostedZone}, a {@link FakeTime}, no programs, seed 1. For use by one thread.
 */
public final class FakeOperationContext implements OperationContext {
  private final Builder given;
  private final String cluster;
  private final RoleNames names;
  private final Cloud cloud;
  private final ClusterSettings settings;
  private final RandomGenerator random;
  private final Commands commands;
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private Optional<Role> role = Optional.empty();
  private OptionalLong epoch = OptionalLong.empty();

  private FakeOperationContext(Builder given, Commands commands) {
    this.given = given;
    this.commands = commands;
    this.cluster = given.cluster;
    String domain = cluster + ".example.com";
    this.names =
        new RoleNames(
            DnsName.of("primary." + domain),
            Optional.of(DnsName.of("replica." + domain)),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    this.cloud =
        given.cloud.orElseGet(
            () -> new FakeCloud(given.metadata, FakeHostedZone.of("example.com")));
    this.settings =
        given.settings.orElseGet(
            () ->
                ClusterSettings.of(
                    cluster,
                    ClusterSettings.CloudKind.AWS,
                    Optional.empty(),
                    ClusterSettings.Dns.of(
                        "Z1", names.primary().text(), names.replica().map(DnsName::text))));
    this.random = new Random(given.seed);
  }

  /** Starts a context; {@link Builder#build} gives the one described above. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what a test gives. Not thread-safe. */
  public static final class Builder {
    private String cluster = "maindb";
    private InstanceMetadata metadata =
        InstanceMetadata.of(Map.of("instance-id", "i-1", "local-ipv4", "127.0.0.1"));
    private Optional<Cloud> cloud = Optional.empty();
    private Optional<ClusterSettings> settings = Optional.empty();
    private final Map<Class<?>, Record> sections = new HashMap<>();
    private Commands commands = FakeCommands.none();
    private Time time = new FakeTime();
    private long seed = 1;
    private Optional<Path> stateDirectory = Optional.empty();
    private List<String> program = List.of("ec2cluster");
    private ProgressListener listener = ProgressListener.none();

    private Builder() {}

    /** The cluster, from which the names are made. */
    public Builder cluster(String name) {
      cluster = name;
      return this;
    }

    /** The metadata's keys, at least {@code instance-id}; not used with a cloud of one's own. */
    public Builder metadata(Map<String, String> keys) {
      metadata = InstanceMetadata.of(keys);
      return this;
    }

    /** A back end. */
    public Builder cloud(Cloud newCloud) {
      cloud = Optional.of(newCloud);
      return this;
    }

    /** Core's settings; they do not change the names. */
    public Builder settings(ClusterSettings newSettings) {
      settings = Optional.of(newSettings);
      return this;
    }

    /** An engine's settings. */
    public Builder section(Record section) {
      sections.put(section.getClass(), section);
      return this;
    }

    /** Programs. */
    public Builder commands(Commands newCommands) {
      commands = newCommands;
      return this;
    }

    /** Programs that really run, with this process's environment. */
    public Builder realCommands() {
      return commands(new ProcessCommands(System.getenv()));
    }

    /** A clock. */
    public Builder time(Time newTime) {
      time = newTime;
      return this;
    }

    /** The seed of nonces and jitter. */
    public Builder seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    /** Where ec2cluster's own files go; needed by what keeps some. */
    public Builder stateDirectory(Path directory) {
      stateDirectory = Optional.of(directory);
      return this;
    }

    /** The argument vector that runs ec2cluster. */
    public Builder program(List<String> arguments) {
      program = List.copyOf(arguments);
      return this;
    }

    /** Hears the progress. */
    public Builder listener(ProgressListener newListener) {
      listener = newListener;
      return this;
    }

    /** The context. */
    public FakeOperationContext build() {
      return new FakeOperationContext(this, commands);
    }
  }

  /** The same node with other programs: ones that fail, for example. */
  public FakeOperationContext withCommands(Commands others) {
    return new FakeOperationContext(given, others);
  }

  @Override
  public String cluster() {
    return cluster;
  }

  @Override
  public Cloud cloud() {
    return cloud;
  }

  @Override
  public RoleNames names() {
    return names;
  }

  @Override
  public ClusterSettings settings() {
    return settings;
  }

  @Override
  public <S extends Record> S settings(Class<S> type) {
    return Optional.ofNullable(given.sections.get(type))
        .map(type::cast)
        .orElseThrow(
            () -> new IllegalStateException("the test gives no settings of " + type.getName()));
  }

  @Override
  public Map<String, String> variables() {
    ImmutableMap.Builder<String, String> variables = ImmutableMap.builder();
    variables.putAll(cloud.metadata().variables());
    variables.put("cluster", cluster);
    variables.put("primary-name", names.primary().text());
    variables.put("master_cname", names.primary().text());
    names.replica().ifPresent(name -> variables.put("replica-name", name.text()));
    return variables.buildKeepingLast();
  }

  @Override
  public String render(Template template, Map<String, String> more) {
    Map<String, String> all =
        ImmutableMap.<String, String>builder().putAll(variables()).putAll(more).buildKeepingLast();
    return Templates.render(template, settings.templateSyntax(), all);
  }

  @Override
  public Commands commands() {
    return commands;
  }

  @Override
  public Time time() {
    return given.time;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Path stateDirectory() {
    return given.stateDirectory.orElseThrow(
        () -> new IllegalStateException("the test gives no state directory"));
  }

  @Override
  public List<String> program() {
    return given.program;
  }

  @Override
  public void reportRole(Role newRole, long newEpoch) {
    role = Optional.of(newRole);
    epoch = OptionalLong.of(newEpoch);
  }

  @Override
  public StepContext progress() {
    return new RunContext("test", given.time, random, given.listener, notes::add);
  }

  /** Notes of {@link #progress()} so far; those of plans stand in their reports. */
  public List<String> notes() {
    synchronized (notes) {
      return List.copyOf(notes);
    }
  }

  /** Runs a plan; the report names the engine and the operation {@code test}. */
  @Override
  public Report run(Plan plan) {
    return report(runner().run(plan), false);
  }

  /** Shows what a plan would do. */
  public Report dryRun(Plan plan) {
    return report(runner().dryRun(plan), true);
  }

  private PlanRunner runner() {
    return new PlanRunner(given.time, random, given.listener);
  }

  private Report report(RunResult result, boolean dryRun) {
    return new Report(
        "test",
        "test",
        Optional.of(cluster),
        Optional.of(cloud.metadata().instanceId()),
        role.map(Role::label),
        epoch,
        result.outcome(),
        result.message(),
        dryRun,
        result.steps(),
        result.notes());
  }
}
