package io.ec2cluster.e2e;

import io.ec2cluster.cli.DyingProgram;
import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The shipped command, run as processes with their output in files. Closing it ends those that are
 * left.
 */
final class Tool implements AutoCloseable {
  private static final Path JAVA = Path.of(System.getProperty("java.home"));
  private static final Path LAUNCHER = Path.of("bin", "ec2cluster").toAbsolutePath();
  private static final Path JAR = Path.of("target", "ec2cluster.jar").toAbsolutePath();

  private final Path outputs;
  private final Map<String, String> environment;
  private final List<Process> started = new ArrayList<>();

  /**
   * A command.
   *
   * @param outputs an existing folder for what the processes say
   * @param environment added to this process's environment, from which everything of AWS and of
   *     ec2cluster is removed
   */
  Tool(Path outputs, Map<String, String> environment) {
    this.outputs = outputs;
    this.environment = Map.copyOf(environment);
  }

  /** The script that runs the tool. */
  static Path launcher() {
    return LAUNCHER;
  }

  /**
   * The arguments of a command whose result is JSON.
   *
   * @param node the folder of the node's {@code config.yaml} and {@code metadata.json}
   */
  static List<String> arguments(Path node, String... command) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--config",
                node.resolve("config.yaml").toString(),
                "--metadata",
                node.resolve("metadata.json").toString(),
                "--output",
                "json"));
    arguments.addAll(List.of(command));
    return arguments;
  }

  /** Starts a command through the launcher. */
  ToolRun start(List<String> arguments) {
    return start(arguments, Map.of());
  }

  /**
   * Starts a command through the launcher.
   *
   * @param more of its environment
   */
  ToolRun start(List<String> arguments, Map<String, String> more) {
    List<String> command = new ArrayList<>(List.of("sh", LAUNCHER.toString()));
    command.addAll(arguments);
    return launch(command, more);
  }

  /**
   * Has a shell run a line.
   *
   * @param folder where
   * @param more of its environment
   */
  ToolRun startShell(Path folder, String line, Map<String, String> more) {
    return launch(List.of("sh", "-c", "cd \"$0\" && " + line, folder.toString()), more);
  }

  /** Starts a command whose process dies at a step. */
  ToolRun startDying(Signal signal, Moment moment, int step, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                // One that does not fit this Java is ignored.
                "-Xlog:disable",
                "-XX:SharedArchiveFile=" + archive(),
                "-cp",
                JAR + File.pathSeparator + testClasses(),
                DyingProgram.class.getName(),
                signal.name(),
                moment.name(),
                Integer.toString(step)));
    command.addAll(arguments);
    return launch(command, Map.of());
  }

  @Override
  public void close() {
    for (Process process : started) {
      process.destroyForcibly().onExit().join();
    }
  }

  private ToolRun launch(List<String> command, Map<String, String> more) {
    try {
      Path output = Files.createTempFile(outputs, "out", ".txt");
      Path errors = Files.createTempFile(outputs, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      Map<String, String> variables = builder.environment();
      variables.keySet().removeIf(key -> key.startsWith("AWS_") || key.startsWith("EC2CLUSTER_"));
      variables.put("JAVA_HOME", JAVA.toString());
      variables.put("EC2CLUSTER_JAVA_OPTS", "-Xmx96m");
      variables.put("AWS_CONFIG_FILE", "/dev/null");
      variables.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
      variables.putAll(environment);
      variables.putAll(more);
      Process process = builder.start();
      started.add(process);
      return new ToolRun(process, output, errors);
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", command) + " does not start", e);
    }
  }

  /** The archive of classes that the build has made beside the jar: a start costs half with it. */
  private static String archive() {
    try (Stream<Path> files = Files.list(JAR.resolveSibling(""))) {
      return files
          .map(Path::toString)
          .filter(name -> name.endsWith(".jsa"))
          .sorted()
          .findFirst()
          .orElse("none");
    } catch (IOException e) {
      throw new AssertionError("no folder of the jar " + JAR, e);
    }
  }

  /** Where the classes of the tests are. */
  static Path testClasses() {
    try {
      return Path.of(
          Optional.ofNullable(DyingProgram.class.getProtectionDomain().getCodeSource())
              .orElseThrow()
              .getLocation()
              .toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
