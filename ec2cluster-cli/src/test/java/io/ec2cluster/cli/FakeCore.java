package io.ec2cluster.cli;

import io.ec2cluster.Outcome;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.Report.StepReport;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.EffectiveSetting;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Query;
import io.ec2cluster.spi.RoleEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * A core that runs nothing: it notes what it is asked to do, and answers what a test has prepared.
 */
final class FakeCore implements Core {
  /** The options of any operation: the texts given. */
  record Texts(Map<String, List<String>> given) {}

  /** A call of an operation. */
  record Asked(String engine, String operation, Record options, boolean dryRun) {}

  /** The value of every query's answer. */
  record Value(String owner, OptionalLong epoch, Optional<String> none) {}

  final List<Asked> asked = new ArrayList<>();
  final List<GlobalOptions> configured = new ArrayList<>();
  Optional<String> engine = Optional.empty();
  Function<Asked, Report> report = FakeCore::done;
  Runnable asking = () -> {};
  Optional<Duration> again = Optional.empty();
  final List<String> examined = new ArrayList<>();
  final List<String> lookedAfter = new ArrayList<>();
  DoctorReport health = DoctorReport.of(List.of());
  private final EngineCatalog catalog;

  FakeCore(EngineCatalog catalog) {
    this.catalog = catalog;
  }

  /** A report of two steps. */
  static Report done(Asked asked) {
    return new Report(
        asked.engine(),
        asked.operation(),
        Optional.of("maindb"),
        Optional.of("i-1"),
        Optional.of("primary"),
        OptionalLong.of(3),
        Outcome.DONE,
        "i-1 is the primary of maindb",
        asked.dryRun(),
        List.of(
            step("claim", "claim the role of maindb", StepOutcome.DONE, ""),
            step("start", "start", StepOutcome.ALREADY_SO, "")),
        List.of("the pool is empty"));
  }

  static StepReport step(String name, String description, StepOutcome outcome, String detail) {
    return new StepReport(
        name, description, outcome, Duration.ofMillis(1234), detail, Optional.empty());
  }

  /** A step of a branch of a plan that was only shown. */
  static StepReport planned(
      String branch, String name, String description, StepOutcome outcome, String detail) {
    return new StepReport(name, description, outcome, Duration.ZERO, detail, Optional.of(branch));
  }

  @Override
  public EngineCatalog catalog() {
    return catalog;
  }

  @Override
  public List<Operation<?>> operations(String id) {
    List<Operation<?>> operations = new ArrayList<>(catalog.get(id).operations());
    if (catalog.get(id) instanceof RoleEngine) {
      operations.add(change("init"));
      operations.add(query("lease show"));
      operations.add(query("lease check"));
    }
    return operations;
  }

  static Change<NoSettings> change(String id) {
    return new Change<>(
        id, "the summary of " + id, NoSettings.class, (context, options) -> Plan.empty());
  }

  static Query<NoSettings> query(String id) {
    return new Query<>(
        id,
        "the summary of " + id,
        NoSettings.class,
        (context, options) -> {
          throw new IllegalStateException("the fake core asks no question");
        });
  }

  @Override
  public Record options(Class<? extends Record> type, Map<String, List<String>> given) {
    return new Texts(given);
  }

  @Override
  public List<ConfigurationProblem> problems(String name, String text) {
    return List.of();
  }

  @Override
  public Configured configure(GlobalOptions options) {
    configured.add(options);
    return new Configured() {
      @Override
      public Optional<String> engine() {
        return engine;
      }

      @Override
      public List<EffectiveSetting> effective() {
        return List.of(new EffectiveSetting("dns.ttl", "60s", "default"));
      }

      @Override
      public Optional<String> file() {
        return Optional.of("/etc/x.yaml");
      }

      @Override
      public Set<String> sections() {
        return Set.of("box");
      }

      @Override
      public DoctorReport doctor(List<String> engines, ProgressListener listener) {
        examined.addAll(engines);
        return health;
      }

      @Override
      public void agent(List<String> engines, ProgressListener listener) {
        lookedAfter.addAll(engines);
      }

      @Override
      public Node open(String id, ProgressListener listener) {
        return new FakeNode(listener);
      }
    };
  }

  private final class FakeNode implements Node {
    private final ProgressListener listener;

    FakeNode(ProgressListener listener) {
      this.listener = listener;
    }

    @Override
    public Report run(String id, String operation, Record options, boolean dryRun) {
      Report end = report.apply(note(id, operation, options, dryRun));
      end.steps()
          .forEach(
              step -> {
                listener.stepStarted(step.name(), step.description());
                listener.stepEnded(step);
              });
      return end;
    }

    @Override
    public Query.Answer ask(String id, String operation, Record options) {
      note(id, operation, options, false);
      return new Query.Answer(
          new Value("i-2", OptionalLong.of(7), Optional.empty()), "owner i-2, epoch 7", 10, again);
    }

    @Override
    public void serve(String id, String operation, Record options) {
      note(id, operation, options, false);
    }

    private Asked note(String id, String operation, Record options, boolean dryRun) {
      Asked call = new Asked(id, operation, options, dryRun);
      asked.add(call);
      asking.run();
      return call;
    }

    @Override
    public void close() {}
  }
}
