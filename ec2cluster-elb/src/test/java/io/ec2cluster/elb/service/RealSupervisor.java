package io.ec2cluster.elb.service;

import io.ec2cluster.Time;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.testing.standin.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A supervisord of the test's own, in the foreground, with its socket in the test's folder. */
public final class RealSupervisor implements AutoCloseable {
  private static final int LOOKS = 500;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Path file;
  private final Process process;

  private RealSupervisor(Path file, Process process) {
    this.file = file;
    this.process = process;
  }

  /** Starts one with these programs, and waits until it answers. */
  public static RealSupervisor start(Path folder, String programs)
      throws IOException, InterruptedException {
    Path file = folder.resolve("supervisord.conf");
    Files.writeString(
        file,
        """
        [unix_http_server]
        file=%1$s/s.sock
        [supervisord]
        logfile=%1$s/supervisord.log
        pidfile=%1$s/supervisord.pid
        childlogdir=%1$s
        nodaemon=true
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
        [supervisorctl]
        serverurl=unix://%1$s/s.sock
        %2$s
        """
            .formatted(folder, programs));
    Process process =
        new ProcessBuilder(List.of(program("supervisord"), "-c", file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    RealSupervisor supervisor = new RealSupervisor(file, process);
    supervisor.awaitSocket(folder);
    return supervisor;
  }

  private void awaitSocket(Path folder) throws IOException, InterruptedException {
    for (int looks = 0; looks < LOOKS && process.isAlive(); looks++) {
      if (Files.exists(folder.resolve("s.sock"))) {
        return;
      }
      Time.system().sleep(PAUSE);
    }
    throw new AssertionError("no supervisord: " + Files.readString(folder.resolve("output")));
  }

  /** What calls it. */
  public List<String> control() {
    return List.of(program("supervisorctl"), "-c", file.toString());
  }

  /** What {@code supervisorctl} says to a person. */
  String say(String... arguments) throws InterruptedException {
    List<String> vector = Stream.concat(control().stream(), Stream.of(arguments)).toList();
    CommandResult result = new ProcessCommands(System.getenv()).run(Command.of(vector));
    return result.output();
  }

  private static String program(String name) {
    return InstalledProgram.find(name, "supervisor").toString();
  }

  @Override
  public void close() {
    InstalledProgram.end(process);
  }
}
