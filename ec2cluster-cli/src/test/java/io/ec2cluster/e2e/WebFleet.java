package io.ec2cluster.e2e;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.InstalledProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real HAProxy before real servers, which a real supervisord runs, and the command that restarts
 * them. Node N is at 127.78.0.N.
 */
final class WebFleet implements AutoCloseable {
  private static final String NETWORK = "127.78.0.";
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Path folder;
  private final int size;
  private final int door = LoopbackPorts.free();
  private final int port = LoopbackPorts.free();
  private final Tool tool;
  private final List<Process> processes = new ArrayList<>();
  private final HaproxySocket haproxy;

  private WebFleet(Path folder, int size) throws IOException {
    this.folder = folder;
    this.size = size;
    this.tool = new Tool(Files.createDirectories(folder.resolve("outputs")), Map.of());
    this.haproxy = new HaproxySocket(folder.resolve("haproxy.sock"));
  }

  /** Starts it; all servers are in service. */
  static WebFleet start(Path folder, int size) throws IOException {
    WebFleet fleet = new WebFleet(folder, size);
    try {
      fleet.startSupervisor();
      fleet.startHaproxy();
      for (int i = 1; i <= size; i++) {
        fleet.configure(i, "");
      }
      fleet.await("all servers to be in service", () -> fleet.haproxy.inService("web") == size);
      return fleet;
    } catch (IOException | RuntimeException | Error failure) {
      fleet.close();
      throw failure;
    }
  }

  HaproxySocket haproxy() {
    return haproxy;
  }

  /** Where clients connect. */
  int door() {
    return door;
  }

  String address(int number) {
    return NETWORK + number;
  }

  /** Whether an administrator's order keeps a server from requests. */
  boolean isTakenOut(int number) throws IOException {
    return haproxy.administered("web").stream()
        .anyMatch(line -> line.startsWith("web" + number + " ") && !line.contains(" admin 0 "));
  }

  Path flagFile() {
    return folder.resolve("flag");
  }

  /**
   * How a node reaches the others: a script in the place of {@code ssh}, which hands its words to a
   * shell as that does. One supervisor has the programs of all nodes, where each would have its own
   * {@code web}.
   */
  String remote() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path program =
        Files.writeString(
            bin.resolve("ec2cluster"),
            """
            #!/bin/sh
            echo "$NODE $*" >>'%1$s/reached'
            test "$*" != "elb restart web" || set -- elb restart "web$NODE"
            exec sh '%2$s' --config '%1$s/node'$NODE/config.yaml --metadata '%1$s/node'$NODE/metadata.json "$@"
            """
                .formatted(folder, Tool.launcher()));
    if (!program.toFile().setExecutable(true)) {
      throw new IOException(program + " cannot be made executable");
    }
    Path script =
        Files.writeString(
            folder.resolve("remote.sh"),
            """
            NODE=${1##*.}
            shift
            PATH=%s:$PATH
            export NODE PATH
            exec sh -c "exec $*"
            """
                .formatted(bin));
    return "remote: [sh, %s]".formatted(script);
  }

  /** What was run on which node through {@link #remote}, in order: the number, then the words. */
  List<String> reached() throws IOException {
    Path file = folder.resolve("reached");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** What a node's server writes at its start: one line each. */
  int starts(int number) throws IOException {
    Path file = folder.resolve("starts" + number);
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  /** Lets the next starts of a server fail. */
  void breakServer(int number) throws IOException {
    Files.writeString(folder.resolve("broken" + number), "");
  }

  void mendServer(int number) throws IOException {
    Files.delete(folder.resolve("broken" + number));
  }

  /** Writes a node's configuration, with more lines in its section. */
  void configure(int number, String more) throws IOException {
    configure(number, more, "");
  }

  /** Writes a node's configuration, with more lines in its section, and beside it. */
  void configure(int number, String more, String beside) throws IOException {
    Path node = Files.createDirectories(folder.resolve("node" + number));
    Files.writeString(
        node.resolve("metadata.json"),
        """
        {"instance-id": "i-%d", "local-ipv4": "%s", "account-id": "123456789012", "placement/region": "eu-west-1", "user-data": {"cluster": "web"}}
        """
            .formatted(number, address(number)));
    Files.writeString(
        node.resolve("config.yaml"),
        """
        state-dir: %1$s/state
        cloud: local
        local-dir: %2$s/cloud
        dns: {zone: example.com}
        elb:
          load-balancers: ["haproxy/web@%2$s/haproxy.sock"]
          poll: 300ms
          drain-timeout: 20s
          register-timeout: 30s
          flag-file: %2$s/flag
          service-manager: [supervisor, -c, %2$s/supervisord.conf]
        %3$s
        %4$s
        """
            .formatted(node, folder, more.indent(2), beside));
  }

  ToolRun startTool(int number, String... command) {
    return tool.start(arguments(number, command));
  }

  ToolResult run(int number, String... command) {
    return startTool(number, command).await();
  }

  /** A command in a process that dies at a step. */
  ToolResult dying(int number, Signal signal, Moment moment, int step, String... command) {
    return tool.startDying(signal, moment, step, arguments(number, command)).await();
  }

  /** The service manager's own command. */
  String supervisorctl(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                InstalledProgram.find("supervisorctl", "supervisor").toString(),
                "-c",
                folder + "/supervisord.conf"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** Something that becomes true. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  void await(String what, Condition condition) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited for " + what + ": " + logs());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static boolean holds(Condition condition) {
    try {
      return condition.holds();
    } catch (IOException notYet) {
      return false;
    }
  }

  private String logs() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String name : List.of("haproxy.log", "supervisor.log", "supervisord.log")) {
      Path file = folder.resolve(name);
      text.append(Files.exists(file) ? Files.readString(file) : "no " + name).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() {
    tool.close();
    processes.forEach(InstalledProgram::end);
  }

  private void startSupervisor() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        [unix_http_server]
        file=%1$s/supervisor.sock
        [supervisord]
        nodaemon=true
        logfile=%1$s/supervisord.log
        pidfile=%1$s/supervisord.pid
        childlogdir=%1$s
        identifier=fleet
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
        [supervisorctl]
        serverurl=unix://%1$s/supervisor.sock
        """
            .formatted(folder));
    for (int i = 1; i <= size; i++) {
      Path script = folder.resolve("server" + i + ".sh");
      Files.writeString(
          script,
          """
          echo started >>'%1$s/starts%2$d'
          test ! -e '%1$s/broken%2$d' || exit 1
          exec '%3$s/bin/java' -Xmx32m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dsun.net.httpserver.nodelay=true -cp '%4$s' %5$s %6$s %7$d
          """
              .formatted(
                  folder,
                  i,
                  System.getProperty("java.home"),
                  Tool.testClasses(),
                  PlainHttpServer.class.getName(),
                  address(i),
                  port));
      text.append(
          """
          [program:web%d]
          command=sh %s
          startsecs=1
          startretries=1
          stopwaitsecs=10
          """
              .formatted(i, script));
    }
    Path file = Files.writeString(folder.resolve("supervisord.conf"), text);
    launch("supervisor", List.of("supervisord", "-n", "-c", file.toString()));
  }

  private void startHaproxy() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        global
            stats socket %s/haproxy.sock mode 600 level admin
            maxconn 500
        defaults
            mode http
            timeout connect 5s
            timeout client 60s
            timeout server 60s
            # A check that the machine kept waiting is no server that is down: one refuses at once.
            timeout check 10s
            option redispatch
        frontend door
            bind 127.0.0.1:%d
            default_backend web
        backend web
            option httpchk GET /
            default-server inter 300ms fall 2 rise 2 check
        """
            .formatted(folder, door));
    for (int i = 1; i <= size; i++) {
      text.append("    server web%d %s:%d weight %d%n".formatted(i, address(i), port, 10 * i));
    }
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), text);
    launch("haproxy", List.of("haproxy", "-db", "-f", file.toString()));
  }

  private void launch(String name, List<String> command) throws IOException {
    List<String> found = new ArrayList<>(command);
    found.set(0, InstalledProgram.find(command.get(0), name).toString());
    processes.add(
        new ProcessBuilder(found)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start());
  }

  private List<String> arguments(int number, String... command) {
    return Tool.arguments(folder.resolve("node" + number), command);
  }
}
