package io.ec2cluster.redis;

import com.google.common.primitives.Longs;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's processes, by what proc(5) shows: a server makes {@code dir} its working directory.
 * A child that saves the data is not counted, because it serves nobody.
 */
final class ServerProcesses {
  private static final Path PROC = Path.of("/proc");
  private static final List<String> NAMES = List.of("redis-server", "valkey-server");

  /** The kernel keeps no more of a program's name (proc(5), /proc/pid/comm). */
  private static final int LONGEST_NAME = 15;

  private final Path directory;
  private final String ownName;

  /**
   * Those that work in a directory.
   *
   * @param program what the configuration says is the server: its name may be any
   */
  ServerProcesses(Path directory, Path program) {
    this.directory = directory;
    String name = String.valueOf(program.getFileName());
    this.ownName = name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  /** The servers that work in the directory; empty proves that none does. */
  List<Long> all() {
    List<Long> here = processes().stream().filter(this::isServerHere).toList();
    return here.stream().filter(pid -> !isChildOf(pid, here)).toList();
  }

  private boolean isServerHere(long pid) {
    try {
      String name = Files.readString(PROC.resolve(pid + "/comm")).strip();
      return isServer(name) && Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).equals(directory);
    } catch (IOException endedOrHidden) {
      return false;
    }
  }

  /** Also {@code redis-server-7.2}: who takes a server for another program proves it stopped. */
  private boolean isServer(String name) {
    return name.equals(ownName) || NAMES.stream().anyMatch(name::startsWith);
  }

  private static boolean isChildOf(long pid, List<Long> servers) {
    return ProcessHandle.of(pid)
        .flatMap(ProcessHandle::parent)
        .map(ProcessHandle::pid)
        .filter(servers::contains)
        .isPresent();
  }

  private static List<Long> processes() {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        Long pid = Longs.tryParse(entry.getFileName().toString());
        if (pid != null) {
          pids.add(pid);
        }
      }
    } catch (IOException failure) {
      throw OwnedFiles.failed("listing", PROC, failure);
    }
    return pids;
  }
}
