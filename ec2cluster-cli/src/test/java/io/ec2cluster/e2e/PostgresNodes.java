package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Nodes with real Postgres servers on loopback addresses, run by the shipped command. Closing it
 * stops the servers and removes everything.
 */
final class PostgresNodes implements LifeNodes<PostgresNodes.Node> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern PRIMARY =
      Pattern.compile("(?m)^primary\\.maindb\\.example\\.com\\. \\d+ IN A (\\S+)$");
  private static final Pattern BIN = Pattern.compile("(?m)^ *bin-directory: (\\S+)$");

  private final Commands processes = new ProcessCommands(System.getenv());
  private final Path folder;
  private final int port;
  private final String user;
  private final Tool tool;
  private final BackEnd backEnd;
  private final List<Path> dataDirectories = new ArrayList<>();
  private final Map<String, Map<String, String>> environments = new ConcurrentHashMap<>();

  /**
   * Over which back end the nodes run.
   *
   * @param cloud the configuration's
   * @param zone the line of the configuration that names the zone
   * @param postgres further lines of its section, where FOLDER stands for the cluster's folder and
   *     NUMBER for the node's
   * @param settings further settings of the servers, each after a comma
   * @param more further lines of the top level, with FOLDER and NUMBER likewise
   * @param environment of the processes
   * @param zoneText what the zone holds, in lines of a zone file; that of the local back end where
   *     it is empty
   */
  record BackEnd(
      String cloud,
      String zone,
      String postgres,
      String settings,
      String more,
      Map<String, String> environment,
      Optional<Supplier<String>> zoneText) {
    /** Each cluster has a directory of its own. */
    static BackEnd local() {
      return new BackEnd("local", "zone: example.com", "", "", "", Map.of(), Optional.empty());
    }

    /** The same, whose nodes can run commands on each other. */
    static BackEnd localWithRemote() {
      return local().with("", RemoteShell.SETTING);
    }

    /** The same, with an environment of its processes. */
    BackEnd in(Map<String, String> surroundings) {
      return new BackEnd(cloud, zone, postgres, settings, more, surroundings, zoneText);
    }

    /** One whose instances can be stopped, and whose nodes can run commands on each other. */
    static BackEnd fencing(FencingStage stage) {
      return new BackEnd(
          "aws",
          "zone-id: Z1",
          // No resolver of this machine knows the name: replicas stay with the address.
          "name-timeout: 0s",
          "",
          RemoteShell.SETTING,
          stage.environment(),
          Optional.of(stage::zone));
    }

    /** The same with a further setting of the servers. */
    BackEnd setting(String name, String value) {
      return new BackEnd(
          cloud,
          zone,
          postgres,
          settings + ", " + name + ": \"" + value + '"',
          more,
          environment,
          zoneText);
    }

    /** The same with further lines, which begin where those of the section, or the file, do. */
    BackEnd with(String morePostgres, String moreTop) {
      return new BackEnd(
          cloud,
          zone,
          postgres + (morePostgres.isEmpty() ? "" : "\n  " + morePostgres),
          settings,
          more + (moreTop.isEmpty() ? "" : "\n" + moreTop),
          environment,
          zoneText);
    }

    /**
     * The stand-in's names are known to no resolver of this machine, so the replicas are told by a
     * template which servers to ask for the primary, instead of its name.
     */
    static BackEnd aws(AwsStage stage) {
      return new BackEnd(
          "aws",
          "zone-id: Z1",
          "recovery-template-replica: FOLDER/recovery.template",
          "",
          "",
          stage.environment(),
          Optional.empty());
    }
  }

  /** One node. */
  record Node(String id, String address, Path folder) implements LifeNodes.Member {
    Path data() {
      return folder.resolve("data");
    }
  }

  PostgresNodes(BackEnd backEnd) throws IOException {
    // Servers of another user must be able to enter it, unlike JUnit's temporary directories.
    this.folder = Files.createTempDirectory("ec2cluster-e2e").toRealPath();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    this.port = LoopbackPorts.free();
    this.user = serverUser();
    this.backEnd = backEnd;
    Files.writeString(
        folder.resolve("recovery.template"),
        """
        primary_conninfo = 'host=127.0.0.11,127.0.0.12,127.0.0.13 port=%d user=replicator target_session_attrs=read-write'
        """
            .formatted(port));
    this.tool = new Tool(Files.createDirectory(folder.resolve("outputs")), backEnd.environment());
    RemoteShell.write(folder);
  }

  /** Makes a node at 127.0.0.{@code number}. */
  Node node(int number) throws IOException {
    return node(number, "i-" + number, Map.of());
  }

  /** Makes a node with an instance id and further metadata. */
  Node node(int number, String id, Map<String, String> metadata) throws IOException {
    Path home = Files.createDirectory(folder.resolve("node" + number));
    Node node = new Node(id, "127.0.0." + number, home);
    dataDirectories.add(node.data());
    describe(node, metadata);
    Files.writeString(
        home.resolve("config.yaml"),
        """
        engine: postgres
        %8$s
        cloud: %1$s
        local-dir: %2$s/cloud
        state-dir: %3$s/state
        role-deadline: 1m
        dns:
          %6$s
          primary-name: "primary.{{cluster}}.example.com"
          replica-name: "replica.{{cluster}}.example.com"
          settle: 1h
        postgres:
          data-directory: %3$s/data
          port: %4$d
          user: %5$s
          start-timeout: 1m
          initdb-args: [--encoding=UTF8, --locale=C.UTF-8, --no-sync]
          settings: {fsync: "off", shared_buffers: 16MB%9$s}
          %7$s
        """
            .formatted(
                backEnd.cloud(),
                folder,
                home,
                port,
                user,
                backEnd.zone(),
                backEnd
                    .postgres()
                    .replace("FOLDER", folder.toString())
                    .replace("NUMBER", Integer.toString(number)),
                backEnd
                    .more()
                    .replace("FOLDER", folder.toString())
                    .replace("NUMBER", Integer.toString(number)),
                backEnd.settings()));
    return node;
  }

  /** The same node at another address, as its metadata tells from now on. */
  Node moved(Node node, int number) throws IOException {
    Node moved = new Node(node.id(), "127.0.0." + number, node.folder());
    describe(moved, Map.of());
    return moved;
  }

  private static void describe(Node node, Map<String, String> metadata) throws IOException {
    StringBuilder more = new StringBuilder();
    metadata.forEach((key, value) -> more.append(", \"%s\": \"%s\"".formatted(key, value)));
    Files.writeString(
        node.folder().resolve("metadata.json"),
        """
        {"instance-id": "%s", "local-ipv4": "%s"%s, "user-data": {"cluster": "maindb"}}
        """
            .formatted(node.id(), node.address(), more));
  }

  @Override
  public ToolRun start(Node node, String... command) {
    return tool.start(arguments(node, command), environments.getOrDefault(node.id(), Map.of()));
  }

  /** What else the commands of a node have in their environment from now on. */
  void environment(Node node, Map<String, String> variables) {
    environments.put(node.id(), variables);
  }

  /** The port of every server. */
  int port() {
    return port;
  }

  /** Where the cluster's files are. */
  Path folder() {
    return folder;
  }

  ToolResult init(Node node) {
    return start(node, "init").await();
  }

  ToolResult status(Node node) {
    return start(node, "status").await();
  }

  /** Runs init in a process that is killed at a step. */
  ToolResult killedInit(Node node, Moment moment, int step) {
    return killed(node, moment, step, "init");
  }

  /** Runs a command in a process that is killed at a step. */
  @Override
  public ToolResult killed(Node node, Moment moment, int step, String... command) {
    return tool.startDying(Signal.KILL, moment, step, arguments(node, command)).await();
  }

  private static List<String> arguments(Node node, String... command) {
    return Tool.arguments(node.folder(), command);
  }

  /** Whom the servers let in from 127.0.0.1, as initdb leaves it. */
  SqlWriter writer(String name, Supplier<Optional<String>> address) {
    return new SqlWriter(name, address, port);
  }

  /** One that looks the primary's address up in the zone before every connection. */
  SqlWriter writerByName() {
    return writer("by name", this::primaryAddress);
  }

  /** Where the primary's name points; empty while it points nowhere, or is being written. */
  Optional<String> primaryAddress() {
    try {
      Matcher name = PRIMARY.matcher(zone());
      return name.find() ? Optional.of(name.group(1)) : Optional.empty();
    } catch (IOException noZoneYet) {
      return Optional.empty();
    }
  }

  /** SQL on a node's server; its rows. */
  String sql(Node node, String sql) {
    CommandResult result = psql(node, sql);
    assertThat(result.succeeded()).as(sql + ": " + result.errors()).isTrue();
    return result.output().strip();
  }

  /** Changes a stopped server's data as one does in an emergency, without taking connections. */
  void changeAlone(Node node, String sql) {
    try {
      Path statements = Files.writeString(node.folder().resolve("alone.sql"), sql + "\n");
      CommandResult result =
          processes.run(
              Command.of(
                      List.of(
                          "sh",
                          "-c",
                          "exec \"$0\" --single -c synchronous_commit=local -D \"$1\" postgres < \"$2\"",
                          backEndBin("postgres").toString(),
                          node.data().toString(),
                          statements.toString()))
                  .as(Optional.of(user))
                  .in(Path.of("/")));
      assertThat(result.succeeded()).as(sql + ": " + result.errors()).isTrue();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** As the server's user, which it knows by the socket. */
  private CommandResult psql(Node node, String sql) {
    try {
      List<String> postmaster = Files.readAllLines(node.data().resolve("postmaster.pid"));
      List<String> vector =
          List.of(
              backEndBin("psql").toString(),
              "-XqAt",
              "-h",
              postmaster.get(4),
              "-p",
              postmaster.get(3),
              "-d",
              "postgres",
              "-c",
              sql);
      return processes.run(Command.of(vector).as(Optional.of(user)).in(Path.of("/")));
    } catch (IOException notRunning) {
      throw new AssertionError("no server runs on " + node, notRunning);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits until a statement has this answer: a replica shows its primary's rows a little later. */
  void awaitSql(Node node, String sql, String answer) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    CommandResult found = psql(node, sql);
    while (!found.output().strip().equals(answer) && System.nanoTime() < end) {
      found = psql(node, sql);
    }
    assertThat(found.output().strip()).as(sql + " on " + node + found.errors()).isEqualTo(answer);
  }

  /** Asserts one primary whose rows are read on each of its streaming replicas. */
  @Override
  public void assertReplicates(Node primary, List<Node> replicas) {
    assertThat(sql(primary, "SELECT pg_is_in_recovery()")).isEqualTo("f");
    sql(primary, "CREATE TABLE IF NOT EXISTS t (x int)");
    sql(primary, "INSERT INTO t VALUES (7)");
    String rows = sql(primary, "SELECT count(*) FROM t");
    for (Node replica : replicas) {
      awaitSql(replica, "SELECT pg_is_in_recovery()", "t");
      awaitSql(replica, "SELECT count(*) FROM t", rows);
    }
    awaitSql(
        primary,
        "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'",
        Integer.toString(replicas.size()));
  }

  /** The process of a node's server, while it runs. */
  Optional<ProcessHandle> server(Path data) {
    try {
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
      return ProcessHandle.of(pid)
          .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    } catch (IOException notRunning) {
      return Optional.empty();
    }
  }

  /** Stops every process of a node's server where it stands; it accepts connections and is mute. */
  void freeze(Node node) {
    ProcessHandle postmaster = server(node.data()).orElseThrow();
    // The postmaster first: it starts no further ones then.
    signal("STOP", List.of(postmaster));
    signal("STOP", postmaster.descendants().toList());
  }

  /** Lets a frozen server go on. */
  void thaw(Node node) {
    server(node.data())
        .ifPresent(
            postmaster -> {
              signal("CONT", postmaster.descendants().toList());
              signal("CONT", List.of(postmaster));
            });
  }

  /** Kills every process of a node's server at once, as a machine that loses its power does. */
  @Override
  public void kill(Node node) {
    ProcessHandle postmaster = server(node.data()).orElseThrow();
    signal("STOP", List.of(postmaster));
    List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
    all.add(postmaster);
    signal("KILL", all);
    all.forEach(process -> process.onExit().join());
  }

  private static void signal(String signal, List<ProcessHandle> processes) {
    if (processes.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    try {
      // Of those that end by themselves meanwhile it complains; the others get their signal.
      new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void stop(Node node) {
    stop(node.data(), "INT");
  }

  @Override
  public boolean isRunning(Node node) {
    return server(node.data()).isPresent();
  }

  @Override
  public boolean isPrimary(Node node) {
    return sql(node, "SELECT pg_is_in_recovery()").equals("f");
  }

  @Override
  public int replicasKnownBy(Node primary) {
    return Integer.parseInt(sql(primary, "SELECT count(*) FROM pg_replication_slots"));
  }

  /** Ends a node's server: INT orderly, QUIT at once. */
  void stop(Path data, String signal) {
    server(data)
        .ifPresent(
            process -> {
              signal(signal, List.of(process));
              // One that is frozen would never end.
              signal("CONT", process.descendants().toList());
              signal("CONT", List.of(process));
              process.onExit().join();
            });
  }

  /**
   * The zone as a file, without what each run writes anew: the record's nonce, by which a run knows
   * its own writes, and the serial.
   */
  @Override
  public String zone() throws IOException {
    String text =
        backEnd.zoneText().isPresent()
            ? backEnd.zoneText().get().get()
            : Files.readString(zoneFile());
    return text.replaceAll("\"nonce=[^\"]*\"", "\"nonce=…\"")
        .replaceAll("(SOA localhost\\. root\\.localhost\\.) \\d+", "$1 …");
  }

  /** The zone file of the local back end. */
  Path zoneFile() {
    return folder.resolve("cloud/zone/example.com.zone");
  }

  /** Starts a node's server as it is, without ec2cluster. */
  void startByHand(Node node) {
    List<String> vector =
        List.of(
            bin("pg_ctl").toString(),
            "start",
            "-D",
            node.data().toString(),
            "-l",
            node.data().resolve("by-hand.log").toString());
    try {
      CommandResult result =
          processes.run(Command.of(vector).as(Optional.of(user)).in(Path.of("/")));
      assertThat(result.succeeded()).as(result.errors()).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** As whom the servers run. */
  String user() {
    return user;
  }

  @Override
  public void close() throws IOException {
    tool.close();
    dataDirectories.forEach(data -> stop(data, "QUIT"));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** As whom servers run here: root may not. */
  private static String serverUser() throws IOException {
    String self = System.getProperty("user.name");
    if (!self.equals("root")) {
      return self;
    }
    return Files.readAllLines(Path.of("/etc/passwd")).stream()
            .anyMatch(line -> line.startsWith("postgres:"))
        ? "postgres"
        : "nobody";
  }

  /** Of the folder that the configuration names, else of the newest that is installed. */
  private Path backEndBin(String program) {
    Matcher folder = BIN.matcher(backEnd.postgres());
    return folder.find() ? Path.of(folder.group(1), program) : bin(program);
  }

  /** A program of the newest server that is installed. */
  static Path bin(String program) {
    for (int version = 18; version >= 11; version--) {
      Path candidate = Path.of("/usr/lib/postgresql/" + version + "/bin", program);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return Path.of(program);
  }
}
