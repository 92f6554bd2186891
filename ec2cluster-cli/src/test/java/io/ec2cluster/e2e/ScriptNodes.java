package io.ec2cluster.e2e;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Nodes of the script engine, in one folder. */
final class ScriptNodes implements AutoCloseable {
  private final Path folder;
  private final String backEnd;
  private final Tool tool;

  private ScriptNodes(Path folder, String backEnd, Map<String, String> environment)
      throws IOException {
    this.folder = folder;
    this.backEnd = backEnd;
    this.tool = new Tool(Files.createDirectories(folder.resolve("outputs")), environment);
  }

  /** Over a directory in the folder. */
  static ScriptNodes overDirectory(Path folder) throws IOException {
    return overDirectory(folder, Map.of());
  }

  /** Over a directory in the folder, with variables in the environment of every process. */
  static ScriptNodes overDirectory(Path folder, Map<String, String> environment)
      throws IOException {
    return new ScriptNodes(
        folder, "zone: example.com}\ncloud: local\nlocal-dir: " + folder + "/cloud", environment);
  }

  /** Over what stands for AWS. */
  static ScriptNodes overAws(Path folder, AwsStage aws) throws IOException {
    return new ScriptNodes(folder, "zone-id: Z1}\ncloud: aws", aws.environment());
  }

  /** Writes the files of a node: its metadata, configuration and programs. */
  ScriptNodes with(int number) throws IOException {
    return with(number, "i-" + number);
  }

  /** Writes the files of a node with an instance id. */
  ScriptNodes with(int number, String id) throws IOException {
    Path node = Files.createDirectories(node(number));
    Files.writeString(
        metadata(number),
        """
        {"instance-id": "%s", "local-ipv4": "127.0.0.%d", "account-id": "123456789012", "placement/region": "eu-west-1", "user-data": {"cluster": "maindb"}}
        """
            .formatted(id, number));
    program(node, "role", "printf '%s %s' \"$EC2CLUSTER_ROLE\" \"$EC2CLUSTER_EPOCH\" >role");
    program(node, "start", "touch running");
    program(node, "stop", "rm -f running");
    program(node, "check", "test -e running || exit 3");
    Files.writeString(
        node.resolve("config.yaml"),
        """
        engine: script
        state-dir: %2$s/state
        role-deadline: 8s
        dns: {primary-name: "primary.{{cluster}}.example.com", replica-name: "replica.{{cluster}}.example.com", %1$s
        script:
          primary: [sh, %2$s/role.sh]
          replica: [sh, %2$s/role.sh]
          start: [sh, %2$s/start.sh]
          stop: [sh, %2$s/stop.sh]
          check: [sh, %2$s/check.sh]
        """
            .formatted(backEnd, node));
    return this;
  }

  /** Lets a program of a node do something before its own work, in the node's folder. */
  void prepend(int number, String program, String line) throws IOException {
    Path file = node(number).resolve(program + ".sh");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.add(1, line);
    Files.write(file, lines);
  }

  /** Gives a program of a node another body, which runs in the node's folder. */
  void replace(int number, String program, String body) throws IOException {
    program(node(number), program, body);
  }

  /** Changes a node's configuration. */
  void configure(int number, String from, String to) throws IOException {
    Path file = node(number).resolve("config.yaml");
    Files.writeString(file, Files.readString(file).replace(from, to));
  }

  ToolResult init(int number) {
    return startInit(number).await();
  }

  /** Runs a command to its end. */
  ToolResult run(int number, String... command) {
    return start(number, command).await();
  }

  ToolRun start(int number, String... command) {
    return tool.start(arguments(number, command));
  }

  /** The zone file. */
  String zone() throws IOException {
    return Files.readString(folder.resolve("cloud/zone/example.com.zone"));
  }

  ToolRun startInit(int number) {
    return tool.start(arguments(number, "init"));
  }

  /** What a node was made, and in which epoch. */
  Optional<String> role(int number) throws IOException {
    Path file = node(number).resolve("role");
    return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  Path metadata(int number) {
    return node(number).resolve("metadata.json");
  }

  /** Starts init in a process that dies at a step. */
  ToolRun dyingInit(int number, Signal signal, Moment moment, int step) {
    return dying(number, signal, moment, step, "init");
  }

  /** Starts a command in a process that dies at a step. */
  ToolRun dying(int number, Signal signal, Moment moment, int step, String... command) {
    return tool.startDying(signal, moment, step, arguments(number, command));
  }

  /**
   * Everything that a node and the zone are left with: the zone's records and every file of the
   * node, without times, nonces, serials and the tool's own processes.
   */
  Map<String, String> state(int number) throws IOException {
    Map<String, String> state = new TreeMap<>();
    state.put("zone", masked(folder.resolve("cloud/zone/example.com.zone")));
    state.put("told", masked(folder.resolve("cloud/instances/i-" + number + ".maindb.json")));
    Path node = node(number);
    try (Stream<Path> files = Files.walk(node)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        state.put(node.relativize(file).toString(), masked(file));
      }
    }
    // Its content tells who holds it; it stays when nobody does.
    state.keySet().removeIf(name -> name.endsWith(".lock"));
    return state;
  }

  @Override
  public void close() {
    tool.close();
  }

  private static String masked(Path file) throws IOException {
    if (Files.notExists(file)) {
      return "";
    }
    return Files.readString(file)
        .replaceAll("\"(nonce|claimed|published)=[^\"]*\"", "\"$1=…\"")
        .replaceAll("\"(tool-pid|tool-start)\":\\d+", "\"$1\":…")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "…")
        .replaceAll("(SOA localhost\\. root\\.localhost\\.) \\d+", "$1 …");
  }

  private List<String> arguments(int number, String... command) {
    return Tool.arguments(node(number), command);
  }

  Path node(int number) {
    return folder.resolve("node" + number);
  }

  private static void program(Path node, String name, String body) throws IOException {
    Files.writeString(node.resolve(name + ".sh"), "cd '%s' || exit 1\n%s\n".formatted(node, body));
  }
}
