package io.ec2cluster.rds;

import io.ec2cluster.testing.standin.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A HAProxy as systemd runs it: a master that takes SIGUSR2 for a reload and keeps the old
 * processes for old connections.
 */
final class RealHaproxy implements AutoCloseable {
  private final Process process;

  private RealHaproxy(Process process) {
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param folder where its own files are, {@code pid} among them
   * @param file what it reads beside its main file
   */
  static RealHaproxy start(Path folder, Path file) throws IOException {
    Path main = main(folder);
    Process process =
        new ProcessBuilder(
                List.of(
                    InstalledProgram.find("haproxy", "haproxy").toString(),
                    "-W",
                    "-f",
                    main.toString(),
                    "-f",
                    file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("haproxy.log").toFile())
            .start();
    Files.writeString(folder.resolve("pid"), process.pid() + "\n");
    return new RealHaproxy(process);
  }

  /** Its main file. */
  static Path main(Path folder) throws IOException {
    return Files.writeString(folder.resolve("main.conf"), "global\n    maxconn 500\n");
  }

  /** What makes it read its files again, where it runs. */
  static List<String> reload(Path folder) {
    return List.of("sh", "-c", "test ! -e \"$0\" || kill -USR2 $(cat \"$0\")", folder + "/pid");
  }

  @Override
  public void close() {
    InstalledProgram.end(process);
  }
}
