package io.ec2cluster.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ClusterSettings.CloudKind;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.agent.EngineState.Seen;
import io.ec2cluster.internal.node.OperationRun;
import io.ec2cluster.internal.node.Surroundings;
import io.ec2cluster.internal.role.NodeLook;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Probe.Running;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** Nodes i-1 and i-2 with an engine in memory over one zone; i-1 has an agent. */
final class TwoNodes {
  private static final ClusterSettings.Dns NAMES =
      ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty());

  final FakeTime time = new FakeTime();
  final FakeHostedZone zone = FakeHostedZone.of("example.com");
  final TinyEngine first = new TinyEngine();
  final TinyEngine second = new TinyEngine();
  final List<String> said = new ArrayList<>();
  final EngineState state = new EngineState("tiny", "maindb", "i-1");

  /** Readings of the agent fail. */
  boolean broken;

  /** What the agent reads instead of what stands there. */
  Optional<List<RecordSet>> stale = Optional.empty();

  private final Path folder;
  private RoleWatch watch;

  /** i-1 is the primary, i-2 its replica. */
  TwoNodes(Path folder) {
    this.folder = folder;
    this.watch = newWatch();
    run(1, "init", InitOptions.defaults());
    run(2, "init", InitOptions.defaults());
  }

  /** The agent's process dies, and another one begins. */
  void restartAgent() {
    watch = newWatch();
  }

  private RoleWatch newWatch() {
    return new RoleWatch(
        part(),
        first,
        state,
        new Bounds(Duration.ofSeconds(15), Duration.ofMinutes(5), Duration.ofMinutes(2)),
        new RecordPace(Duration.ofSeconds(30), Duration.ofSeconds(5)),
        time,
        new News(listener()));
  }

  /** Half a minute: looks and readings. */
  void watchFor30Seconds() {
    for (int i = 0; i < 60; i++) {
      watchOnce();
      time.advance(Duration.ofMillis(500));
    }
  }

  void watchOnce() {
    state.sees(
        new Seen(
            new NodeLook(first.probe(), first.running, Optional.empty()),
            time.nanos(),
            Duration.ZERO));
    watch.round();
  }

  /** The other node takes the role though this one still runs. */
  void promoteSecond() {
    run(
        2,
        "promote",
        new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));
  }

  /** The other node claims the role, and dies before it promotes its engine. */
  void claimBySecond() {
    second.promotes = false;
    Report report =
        report(
            2,
            "promote",
            new PromoteOptions(Optional.empty(), Optional.empty(), true, Optional.empty()));
    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
  }

  Report run(int node, String operation, Record options) {
    Report report = report(node, operation, options);
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    return report;
  }

  private Report report(int node, String operation, Record options) {
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .catalog(EngineCatalog.of(engine(node)))
            .settings(settings(node))
            .cloud(cloud(node, zone))
            .environment(Map.of())
            .time(time)
            .random(new Random(node))
            .build()) {
      return cluster.run("tiny", operation, options, false);
    }
  }

  private TinyEngine engine(int node) {
    return node == 1 ? first : second;
  }

  private AgentPart part() {
    Surroundings surroundings =
        new Surroundings(
            time, new Random(7), FakeCommands.none(), new QuietListener(listener()), List.of());
    FakeCloud cloud = cloud(1, new UnreliableZone());
    return new AgentPart(
        first,
        Ec2Cluster.operations(EngineCatalog.of(first), "tiny"),
        operation ->
            new OperationRun(
                first, operation, settings(1), new NoSettings(), () -> cloud, surroundings));
  }

  private ProgressListener listener() {
    return new ProgressListener() {
      @Override
      public void progress(String step, String message) {
        said.add(message);
      }
    };
  }

  private ClusterSettings settings(int node) {
    return ClusterSettings.of("maindb", CloudKind.LOCAL, Optional.of(folder), NAMES)
        .withStateDir(folder.resolve("state" + node));
  }

  private static FakeCloud cloud(int node, HostedZone zone) {
    return new FakeCloud(
        InstanceMetadata.of(Map.of("instance-id", "i-" + node, "local-ipv4", "10.0.0." + node)),
        zone);
  }

  private final class UnreliableZone implements HostedZone {
    @Override
    public String id() {
      return zone.id();
    }

    @Override
    public Optional<DnsName> name() {
      return zone.name();
    }

    @Override
    public List<RecordSet> list(DnsName top) {
      if (broken) {
        throw new EnvironmentException("the zone is out of reach");
      }
      return stale.orElseGet(() -> zone.list(top));
    }

    @Override
    public void apply(ChangeBatch batch) {
      zone.apply(batch);
    }
  }

  /** An engine in memory. */
  static final class TinyEngine implements RoleEngine, EngineNode {
    Optional<Role> running = Optional.empty();
    boolean stops = true;
    boolean promotes = true;
    private NodeData data = NodeData.empty("nothing");

    @Override
    public String id() {
      return "tiny";
    }

    @Override
    public String summary() {
      return "an engine in memory";
    }

    @Override
    public EngineNode node(OperationContext context) {
      return this;
    }

    @Override
    public int port() {
      return 5432;
    }

    @Override
    public NodeData data() {
      return data;
    }

    @Override
    public Probe probe() {
      return new Probe(
          running.isPresent() ? Running.YES : Running.NO,
          running,
          data.identity(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          "in memory");
    }

    @Override
    public List<Step> prepare(Role role, Supplier<Assignment> assignment) {
      return List.of(step("prepare", () -> holds(role)));
    }

    @Override
    public List<Step> start(Role role, Supplier<Assignment> assignment) {
      return List.of(step("start", () -> running = Optional.of(role)));
    }

    @Override
    public List<Step> verify(Role role, Supplier<Assignment> assignment) {
      return List.of();
    }

    @Override
    public List<Step> promote(Supplier<Assignment> assignment) {
      return List.of(
          step(
              "promote",
              () -> {
                if (!promotes) {
                  throw new EnvironmentException("it is not promoted");
                }
                running = Optional.of(Role.PRIMARY);
                holds(Role.PRIMARY);
              }));
    }

    @Override
    public List<Step> demote(Supplier<Assignment> assignment) {
      return List.of(step("demote", () -> holds(Role.REPLICA)));
    }

    @Override
    public List<Step> stop() {
      return List.of(
          step(
              "stop",
              () -> {
                if (!stops) {
                  throw new EnvironmentException("it does not stop");
                }
                running = Optional.empty();
              }));
    }

    private void holds(Role role) {
      data =
          new NodeData(
              NodeData.Kind.PRESENT, Optional.of("data-1"), Optional.of(role), "data in memory");
    }

    private static Step step(String name, Runnable act) {
      return Step.named(name).action(context -> act.run());
    }
  }
}
