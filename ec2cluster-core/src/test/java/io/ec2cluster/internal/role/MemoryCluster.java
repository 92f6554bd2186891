package io.ec2cluster.internal.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
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
import io.ec2cluster.internal.run.NodeLock;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Handover;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseCheckOptions;
import io.ec2cluster.role.Owner;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.role.RoleTransfer;
import io.ec2cluster.role.StatusOptions;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Fencing;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.Query;
import io.ec2cluster.spi.StepContext;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Nodes i-1, i-2, … with engines in memory, over one zone; every operation through the facade. */
final class MemoryCluster {
  static final DnsName PRIMARY = DnsName.of("primary.maindb.example.com");
  static final DnsName REPLICA = DnsName.of("replica.maindb.example.com");

  final FakeHostedZone zone = FakeHostedZone.of("example.com");
  Consumer<ChangeBatch> beforeBatch = batch -> {};
  final FakeTime time = new FakeTime();
  final Map<String, OwnerLife> lives = new HashMap<>();
  final Set<String> marked = new TreeSet<>();
  boolean fences;
  ProgressListener listener = ProgressListener.none();
  private final Map<String, MemoryEngine> engines = new HashMap<>();
  private final Path state;

  MemoryCluster(Path state, int nodes) {
    this.state = state;
    for (int node = 1; node <= nodes; node++) {
      engines.put(id(node), new MemoryEngine());
    }
    engines.values().forEach(engine -> engine.others = engines);
  }

  /** All nodes have run init: the first is the primary, the others its replicas. */
  static MemoryCluster running(Path state, int nodes) {
    MemoryCluster cluster = new MemoryCluster(state, nodes);
    for (int node = 1; node <= nodes; node++) {
      Report report = cluster.run(node, "init", InitOptions.defaults());
      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
      cluster.engine(node).acts.clear();
    }
    return cluster;
  }

  static String id(int node) {
    return "i-" + node;
  }

  MemoryEngine engine(int node) {
    return engine(id(node));
  }

  private MemoryEngine engine(String id) {
    return Optional.ofNullable(engines.get(id)).orElseThrow();
  }

  /** The node's instance is gone, and the back end says so. */
  void terminate(int node) {
    engine(node).running = Optional.empty();
    lives.put(id(node), OwnerLife.DEAD);
  }

  /** A primary has stopped in order and offers its role, without anybody who waits for it. */
  void offer(int node, String to, String position) {
    engine(node).running = Optional.empty();
    Owner self = new Owner(id(node), "10.0.0." + node, 5432);
    RoleNames names =
        new RoleNames(
            PRIMARY, Optional.of(REPLICA), Duration.ofSeconds(60), Duration.ofSeconds(60));
    RoleTransfer transfer =
        new RoleTransfer(
            zone,
            names,
            new Candidate(
                "maindb",
                Optional.empty(),
                Optional.empty(),
                self,
                self.address(),
                Set.of(),
                engine(node).data),
            time,
            new Random(node));
    Handover offer = new Handover(position, to, time.now().plusSeconds(60));
    try {
      transfer.offer(transfer.observe(), offer);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException("nobody interrupts", interrupted);
    }
  }

  Report run(int node, String operation, Record options) {
    return run(node, operation, options, false);
  }

  Report run(int node, String operation, Record options, boolean dryRun) {
    try (Ec2Cluster cluster = facade(node)) {
      return cluster.run("memory", operation, options, dryRun);
    }
  }

  String lease() {
    try (Ec2Cluster cluster = facade(1)) {
      return cluster.ask("memory", "lease show", new NoSettings()).text();
    }
  }

  /** What {@code status} says on a node. */
  Query.Answer status(int node) {
    return status(node, StatusOptions.once());
  }

  Query.Answer status(int node, StatusOptions options) {
    try (Ec2Cluster cluster = facade(node)) {
      return cluster.ask("memory", "status", options);
    }
  }

  /** What an init system is told that asks whether the engine may start. */
  Query.Answer mayStart(int node) {
    try (Ec2Cluster cluster = facade(node)) {
      return cluster.ask("memory", "lease check", new LeaseCheckOptions(true));
    }
  }

  List<String> targets(DnsName name) {
    return zone.contents().stream()
        .filter(set -> set.name().equals(name))
        .map(RecordSet::target)
        .flatMap(Optional::stream)
        .sorted()
        .toList();
  }

  /** Another operation works on a node, until it is closed. */
  NodeLock busy(int node, String operation) {
    return NodeLock.acquire(state.resolve("state"), "maindb", id(node), operation, time);
  }

  private Ec2Cluster facade(int node) {
    return Ec2Cluster.builder()
        .listener(listener)
        .catalog(EngineCatalog.of(engine(node)))
        .settings(settings())
        .cloud(cloud(node))
        .environment(Map.of())
        .time(time)
        .random(new Random(node))
        .build();
  }

  private FakeCloud cloud(int node) {
    FakeCloud cloud =
        new FakeCloud(
            InstanceMetadata.of(Map.of("instance-id", id(node), "local-ipv4", "10.0.0." + node)),
            new WatchedZone());
    lives.forEach(cloud::life);
    marked.forEach(
        id -> cloud.instance(id, new InstanceState("running", OwnerLife.NOT_PROVEN, true)));
    return fences ? cloud.fencing(new Killing(cloud)) : cloud;
  }

  private ClusterSettings settings() {
    return ClusterSettings.of(
        "maindb",
        CloudKind.LOCAL,
        Optional.of(state),
        ClusterSettings.Dns.of("Z1", PRIMARY.text(), Optional.of(REPLICA.text())));
  }

  /** Stops an instance: its engine ends, and the back end says so. */
  private final class Killing implements Fencing {
    private final FakeCloud cloud;

    Killing(FakeCloud cloud) {
      this.cloud = cloud;
    }

    @Override
    public String id() {
      return "test";
    }

    @Override
    public void stop(String instanceId, StepContext step) {
      engine(instanceId).running = Optional.empty();
      lives.put(instanceId, OwnerLife.STOPPED);
      cloud.life(instanceId, OwnerLife.STOPPED);
    }
  }

  /** The zone, with what a test wants to happen before a write. */
  private final class WatchedZone implements HostedZone {
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
      return zone.list(top);
    }

    @Override
    public void apply(ChangeBatch batch) {
      beforeBatch.accept(batch);
      zone.apply(batch);
    }
  }
}
