package io.ec2cluster.postgres;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Hooks;
import io.ec2cluster.config.ScheduleForm;
import io.ec2cluster.config.TemplateSyntax;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.internal.node.NodeContext;
import io.ec2cluster.internal.node.Surroundings;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.internal.run.PlanRunner;
import io.ec2cluster.internal.run.RunResult;
import io.ec2cluster.local.LocalCloud;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Nodes of one cluster on loopback addresses, with real servers, over the local back end. Closing
 * it stops the servers and removes everything.
 */
final class TestCluster implements AutoCloseable {
  private static final String INIT = "init";

  private final Path folder;
  private final Commands processes = new ProcessCommands(System.getenv());
  private final List<Node> nodes = new ArrayList<>();
  private final int port;

  private final TemplateSyntax syntax;

  TestCluster() {
    this(TemplateSyntax.MUSTACHE);
  }

  TestCluster(TemplateSyntax syntax) {
    this.syntax = syntax;
    this.folder = openFolder();
    this.port = LoopbackPorts.free();
  }

  /** One of its nodes. */
  record Node(String id, String address, Path data, PostgresSettings settings) {}

  Path folder() {
    return folder;
  }

  int port() {
    return port;
  }

  /** As whom servers run here: root may not. */
  static String serverUser() {
    Machine machine = Machine.current();
    if (!machine.privileged()) {
      return machine.user();
    }
    return machine.findUser("postgres").isPresent() ? "postgres" : "nobody";
  }

  /** A node at 127.0.0.{@code number}. */
  Node node(int number) {
    return node(number, settings -> settings);
  }

  Node node(int number, UnaryOperator<PostgresSettingsBuilder> change) {
    return at(number, folder.resolve("node" + number).resolve("data"), change);
  }

  /** A node whose data is at a place. */
  Node at(int number, Path data, UnaryOperator<PostgresSettingsBuilder> change) {
    PostgresSettingsBuilder settings =
        PostgresSettings.builder()
            .dataDirectory(data)
            .port(port)
            .user(serverUser())
            .startTimeout(Duration.ofSeconds(60))
            .initdbArgs(List.of("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"))
            .settings(Map.of("fsync", "off", "shared_buffers", "16MB"));
    Node node = new Node("i-" + number, "127.0.0." + number, data, change.apply(settings).build());
    nodes.add(node);
    return node;
  }

  /** The same node with other settings. */
  Node again(Node node, UnaryOperator<PostgresSettingsBuilder> change) {
    Node changed =
        node(Integer.parseInt(node.id().substring(2)), settings -> change.apply(settings));
    nodes.remove(changed);
    return changed;
  }

  Report init(Node node) {
    return init(node, processes, false);
  }

  /** Shows what init would do. */
  Report plan(Node node) {
    return init(node, processes, true);
  }

  private Report init(Node node, Commands commands, boolean dryRun) {
    PostgresEngine engine = new PostgresEngine(Machine.current());
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .catalog(EngineCatalog.of(engine))
            .settings(clusterSettings(node))
            .engineSettings(PostgresEngine.ID, node.settings())
            .metadata(() -> metadata(node))
            .commands(commands)
            .program(List.of("ec2cluster"))
            .build()) {
      return cluster.run(PostgresEngine.ID, INIT, InitOptions.defaults(), dryRun);
    }
  }

  /** A node's engine, for tests of single steps. */
  EngineNode engine(Node node) {
    return engine(node, Machine.current());
  }

  EngineNode engine(Node node, Machine machine) {
    return new PostgresEngine(machine).node(context(node, processes));
  }

  OperationContext context(Node node, Commands commands) {
    return context(node, commands, Map.of());
  }

  /** A context with user data, which anybody who may start instances writes. */
  OperationContext context(Node node, Commands commands, Map<String, String> userData) {
    InstanceMetadata known = metadata(node);
    Cloud cloud =
        LocalCloud.at(folder.resolve("cloud"))
            .zone(DnsName.of("example.com"))
            .metadata(() -> new InstanceMetadata(known.keys(), known.tags(), userData, List.of()))
            .build();
    return context(node, commands, cloud);
  }

  /** A context over a back end. */
  OperationContext context(Node node, Commands commands, Cloud cloud) {
    Surroundings surroundings =
        new Surroundings(
            Time.system(),
            new Random(1),
            commands,
            ProgressListener.none(),
            List.of("/opt/ec2 cluster", "--config", "50%.yaml"));
    return new NodeContext(
        clusterSettings(node), node.settings(), () -> cloud, surroundings, new NoExecution());
  }

  /** What the founding primary is told. */
  static Supplier<Assignment> founder(Node node) {
    return assignment(Role.PRIMARY, true, node, Optional.empty(), Optional.empty());
  }

  /** What a replica is told. */
  static Supplier<Assignment> replicaOf(Node primary, Optional<String> identity) {
    return assignment(Role.REPLICA, false, primary, identity, Optional.empty());
  }

  /** What a replica of a published primary is told. */
  static Supplier<Assignment> replicaOfPublished(Node primary) {
    return assignment(
        Role.REPLICA, false, primary, Optional.empty(), Optional.of(Time.system().now()));
  }

  /** What a node that is promoted is told. */
  static Supplier<Assignment> promoted(Node node, List<Member> members) {
    Assignment self =
        assignment(Role.PRIMARY, false, node, Optional.empty(), Optional.empty()).get();
    Assignment known =
        new Assignment(Role.PRIMARY, 2, false, self.names(), self.primary(), members);
    return () -> known;
  }

  private static Supplier<Assignment> assignment(
      Role role,
      boolean founding,
      Node primary,
      Optional<String> identity,
      Optional<Instant> publishedAt) {
    RoleNames names =
        new RoleNames(
            DnsName.of("primary.maindb.example.com"),
            Optional.empty(),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    PrimaryLocation location =
        new PrimaryLocation(
            primary.id(),
            primary.address(),
            primary.settings().port().orElseThrow(),
            identity,
            publishedAt);
    Assignment assignment = new Assignment(role, 1, founding, names, location);
    return () -> assignment;
  }

  /** Prepares, starts and verifies without core, as far as there are steps. */
  RunResult become(Node node, Role role, Supplier<Assignment> assignment) {
    return become(engine(node), role, assignment);
  }

  RunResult become(EngineNode engine, Role role, Supplier<Assignment> assignment) {
    List<Step> steps = new ArrayList<>(engine.prepare(role, assignment));
    steps.addAll(engine.start(role, assignment));
    steps.addAll(engine.verify(role, assignment));
    return run(steps);
  }

  /** Runs steps as core does. */
  RunResult run(List<Step> steps) {
    return new PlanRunner(Time.system(), new Random(1), ProgressListener.none())
        .run(Plan.builder().steps(steps).build());
  }

  private static InstanceMetadata metadata(Node node) {
    return InstanceMetadata.of(Map.of("instance-id", node.id(), "local-ipv4", node.address()));
  }

  /** The engine runs no plans of its own. */
  private static final class NoExecution implements NodeContext.PlanExecution {
    @Override
    public Report run(NodeContext context, Plan plan) {
      throw new AssertionError("no plan is run inside a step");
    }

    @Override
    public StepContext progress() {
      throw new AssertionError("no progress outside of steps");
    }
  }

  /** SQL on a node's server, its rows joined. */
  String sql(Node node, String sql) {
    CommandResult result = psql(node, sql);
    if (!result.succeeded()) {
      throw new AssertionError(sql + ": " + result.errors());
    }
    return result.output().strip();
  }

  private Optional<String> trySql(Node node, String sql) {
    CommandResult result = psql(node, sql);
    return result.succeeded() ? Optional.of(result.output().strip()) : Optional.empty();
  }

  private CommandResult psql(Node node, String sql) {
    PostmasterFile server = new ServerProcesses(node.data()).postmaster().orElseThrow();
    List<String> vector =
        List.of(
            bin("psql").toString(),
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            server.socketDirectory().orElseThrow(),
            "-p",
            String.valueOf(server.port()),
            "-d",
            "postgres",
            "-c",
            sql);
    return program(vector);
  }

  /** Waits until a statement has an answer: a replica shows what its primary has a little later. */
  void awaitSql(Node node, String sql, String answer) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!trySql(node, sql).equals(Optional.of(answer))) {
      if (System.nanoTime() > end) {
        throw new AssertionError(sql + " never answered " + answer + " on " + node.id());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Time.system().sleep(Duration.ofMillis(100));
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  void stop(Node node, String mode) {
    program(
        List.of(bin("pg_ctl").toString(), "stop", "-w", "-m", mode, "-D", node.data().toString()));
  }

  /** Starts a node's server as it is, as somebody would by hand. */
  void start(Node node) {
    CommandResult result =
        program(
            List.of(
                bin("pg_ctl").toString(),
                "start",
                "-w",
                "-D",
                node.data().toString(),
                "-l",
                node.data().resolveSibling("data.log").toString()));
    if (!result.succeeded()) {
      throw new AssertionError(result.output() + result.errors());
    }
  }

  /** Sends a signal to a process that this cluster started. */
  void signal(long pid, String name) {
    program(List.of("/bin/sh", "-c", "kill -" + name + " " + pid));
  }

  /** Appends to a file of a node's data directory. */
  void append(Node node, String file, String text) {
    try {
      Files.writeString(node.data().resolve(file), text, StandardOpenOption.APPEND);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Runs a program as the server's user. */
  CommandResult program(List<String> vector) {
    try {
      return processes.run(Command.of(vector).as(Optional.of(serverUser())).in(Path.of("/")));
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** A folder with the programs of the newest server, one of them replaced by a shell script. */
  Path binWith(String program, String script) {
    Path folder = this.folder.resolve("bin-" + program);
    try {
      Files.createDirectory(folder);
      for (String name :
          List.of(
              "postgres",
              "initdb",
              "pg_ctl",
              "pg_controldata",
              "pg_basebackup",
              "pg_rewind",
              "psql")) {
        if (!name.equals(program)) {
          Files.createSymbolicLink(folder.resolve(name), bin(name));
        }
      }
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    script(folder.resolve(program), script);
    return folder;
  }

  /** A shell script that everybody may run. */
  static Path script(Path file, String text) {
    try {
      Files.writeString(file, "#!/bin/sh\n" + text + "\n");
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** A directory that belongs to the servers' user. */
  Path ownedFolder(String name) {
    Path owned = folder.resolve(name);
    Machine machine = Machine.current();
    new OwnedFiles(
            machine.privileged() ? machine.findUser(serverUser()) : Optional.empty(), new Random(1))
        .createDirectory(owned);
    return owned;
  }

  /** The newest server of the usual folders or the PATH; a machine without one fails the test. */
  static Path bin(String program) {
    for (int version = 18; version >= 11; version--) {
      Path candidate = Path.of("/usr/lib/postgresql/" + version + "/bin", program);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return Machine.current()
        .find(program)
        .orElseThrow(
            () ->
                new AssertionError(
                    program
                        + " was not found: install the postgresql package of the distribution"));
  }

  @Override
  public void close() {
    for (Node node : nodes) {
      if (Files.exists(node.data().resolve("postmaster.pid"))) {
        stop(node, "immediate");
      }
    }
    OwnedFiles.deleteTree(folder);
  }

  private ClusterSettings clusterSettings(Node node) {
    return new ClusterSettings(
        Optional.of("maindb"),
        Optional.of(PostgresEngine.ID),
        ClusterSettings.CloudKind.LOCAL,
        Optional.of(folder.resolve("cloud")),
        Optional.of(folder.resolve(node.id() + "-state")),
        syntax,
        Duration.ofSeconds(30),
        ClusterSettings.Aws.defaults(),
        ClusterSettings.Dns.of(
            "Z1", "primary.maindb.example.com", Optional.of("replica.maindb.example.com")),
        ClusterSettings.Coordination.defaults(),
        Hooks.none(),
        List.of(),
        ScheduleForm.AUTO,
        List.of(),
        List.of("ec2cluster"),
        ClusterSettings.RejoinPolicy.BY_HAND,
        ClusterSettings.Synchronous.off());
  }

  /** Servers of another user must be able to enter it, unlike JUnit's temporary directories. */
  private static Path openFolder() {
    try {
      Path folder = Files.createTempDirectory("ec2cluster-pg");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder.toRealPath();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
