package io.ec2cluster.cli;

import io.ec2cluster.Time;
import io.ec2cluster.cli.plugin.PluginFolder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The process: the only class that touches {@link System}. */
public final class Main {
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    HeadStart.begin(arguments);
    System.exit(run(arguments, core(arguments, System.getenv())));
  }

  /** What is installed with this program, and the plug-ins that the arguments choose. */
  static Core core(List<String> arguments, Map<String, String> environment) {
    return new InstalledCore(
        new InstalledEngines(
            Main.class.getClassLoader(),
            coreVersion(),
            Arguments.value(arguments, PluginFolder.OPTION),
            environment),
        environment,
        program());
  }

  /** Runs one command of this process over a core. */
  static int run(List<String> arguments, Core core) {
    Map<String, String> environment = System.getenv();
    if (Arguments.askForMore(arguments)) {
      // Read by slf4j-simple when the first logger is made.
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
      System.setProperty("org.slf4j.simpleLogger.log.io.ec2cluster", "debug");
    }
    boundRequests();
    Terminal terminal = terminal(environment);
    Colours colours = Colours.of(terminal, environment);
    ProgressText progress = new ProgressText(terminal, colours, Time.system());
    Interruption interruption =
        new Interruption(
            Thread.currentThread(),
            progress::activity,
            progress::cleansUp,
            terminal.err(),
            SILENCE,
            PATIENCE);
    Runtime.getRuntime().addShutdownHook(new Thread(interruption, "interruption"));
    Path directory = Path.of(System.getProperty("user.dir"));
    try {
      return new CommandLineProgram(
              core, version(), terminal, colours, directory, progress, Time.system())
          .run(arguments);
    } finally {
      interruption.ended();
    }
  }

  /**
   * What the agent's listener waits for at most, in seconds: read when the first server of the
   * process is made (JDK, module jdk.httpserver).
   */
  private static void boundRequests() {
    System.setProperty("sun.net.httpserver.maxReqTime", "3");
    System.setProperty("sun.net.httpserver.maxRspTime", "3");
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static Terminal terminal(Map<String, String> environment) {
    boolean interactive = isTerminal() && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    boolean utf8 = "UTF-8".equalsIgnoreCase(System.getProperty("native.encoding", ""));
    return new Terminal(
        writer(FileDescriptor.out), writer(FileDescriptor.err), interactive, interactive && utf8);
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
  }

  /**
   * Whether standard error is a terminal. {@link System#console()} tells of standard input and
   * output only.
   */
  private static boolean isTerminal() {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException notLinux) {
      return false;
    }
  }

  private static String version() {
    return coreVersion().orElse("(development)");
  }

  /** That of the jar; unknown where the classes lie in a folder. */
  private static Optional<String> coreVersion() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
  }

  /** The jar that the program is in; not a file where it is not in one. */
  static Path jar() {
    return Path.of(System.getProperty("java.class.path"));
  }

  /** The Java that runs. */
  static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** Sets what libraries read of the process, for a rehearsal. */
  static void set(Map<String, String> properties) {
    properties.forEach(System::setProperty);
  }

  /** What starts this program again: the launcher that started it, else this Java. */
  private static List<String> program() {
    String launcher = System.getProperty("ec2cluster.launcher", "");
    return launcher.isEmpty()
        ? List.of(
            javaHome().resolve("bin").resolve("java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName())
        : List.of(launcher);
  }
}
