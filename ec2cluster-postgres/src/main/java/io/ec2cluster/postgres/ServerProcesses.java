package io.ec2cluster.postgres;

import com.google.common.primitives.Longs;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The processes of the server of one data directory. The postmaster and every backend make the data
 * directory their working directory, so that proc(5) shows also backends whose postmaster was
 * killed and that may still acknowledge a commit.
 */
final class ServerProcesses {
  private static final Path PROC = Path.of("/proc");

  private final Path dataDirectory;

  ServerProcesses(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /** What the server wrote of itself, if the process that it names is a server of this data. */
  Optional<PostmasterFile> postmaster() {
    return PostmasterFile.parse(OwnedFiles.read(dataDirectory.resolve("postmaster.pid")))
        .filter(file -> isServer(file.pid()));
  }

  /** Every process of the server, the postmaster included; empty proves that it is stopped. */
  List<Long> all() {
    List<Long> pids = new ArrayList<>();
    postmaster().ifPresent(file -> pids.add(file.pid()));
    for (long pid : processes()) {
      if (!pids.contains(pid) && isPostgres(pid) && worksHere(pid).orElse(false)) {
        pids.add(pid);
      }
    }
    return List.copyOf(pids);
  }

  /** A process id may have been given to another program since: its name and directory tell. */
  private boolean isServer(long pid) {
    boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    return alive && (!Files.isDirectory(PROC) || (isPostgres(pid) && worksHere(pid).orElse(true)));
  }

  private static boolean isPostgres(long pid) {
    try {
      String name = Files.readString(PROC.resolve(pid + "/comm")).strip();
      return name.equals("postgres") || name.equals("postmaster");
    } catch (IOException ended) {
      return false;
    }
  }

  /** Empty where this process may not see another's working directory. */
  private Optional<Boolean> worksHere(long pid) {
    try {
      Path directory = Files.readSymbolicLink(PROC.resolve(pid + "/cwd"));
      return Optional.of(directory.equals(dataDirectory));
    } catch (IOException hidden) {
      return Optional.empty();
    }
  }

  private static List<Long> processes() {
    List<Long> pids = new ArrayList<>();
    if (!Files.isDirectory(PROC)) {
      return pids;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        Optional.ofNullable(Longs.tryParse(entry.getFileName().toString())).ifPresent(pids::add);
      }
    } catch (IOException failure) {
      throw OwnedFiles.failed("listing", PROC, failure);
    }
    return pids;
  }
}
