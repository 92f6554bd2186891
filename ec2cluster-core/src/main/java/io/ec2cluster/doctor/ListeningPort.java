package io.ec2cluster.doctor;

import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Who listens at a TCP port of this machine, by the kernel's tables (proc(5), {@code
 * /proc/net/tcp}): nothing is opened, and no server is spoken to.
 *
 * @param port the port
 * @param free whether nobody listens, at any address
 * @param processes who does, as far as this user may see it: several at different addresses
 */
public record ListeningPort(int port, boolean free, List<Long> processes) {
  private static final Path PROC = Path.of("/proc");
  private static final List<String> TABLES = List.of("net/tcp", "net/tcp6");
  private static final String LISTENING = "0A";

  /** Where the columns stand: address and port, state, inode. */
  private static final int LOCAL = 1;

  private static final int STATE = 3;
  private static final int INODE = 9;

  /** Copies the list. */
  public ListeningPort {
    processes = List.copyOf(processes);
  }

  /**
   * Looks.
   *
   * @throws IOException where the kernel does not tell
   */
  public static ListeningPort at(int port) throws IOException {
    List<String> sockets = new ArrayList<>();
    for (String table : TABLES) {
      if (Files.exists(PROC.resolve(table))) {
        sockets.addAll(sockets(Files.readAllLines(PROC.resolve(table)), port));
      }
    }
    return new ListeningPort(
        port, sockets.isEmpty(), sockets.isEmpty() ? List.of() : owners(sockets));
  }

  /**
   * The inspection of an engine's port.
   *
   * @param subject what it is about
   * @param setting the setting of the port
   * @param own the engine's own processes; empty where it does not run
   */
  public static Inspection inspection(
      String subject, String setting, IntSupplier port, Supplier<List<Long>> own) {
    return new Inspection(
        subject,
        "set " + setting + " to a port that is free",
        () -> {
          try {
            return at(port.getAsInt()).judged(own.get(), setting);
          } catch (IOException untold) {
            return Finding.notChecked("who listens is not told: " + untold);
          }
        });
  }

  /** One of those who listen, where this user may see it. */
  public Optional<Long> process() {
    return processes.stream().findFirst();
  }

  /** What it means for an engine with these processes. */
  Finding judged(List<Long> own, String setting) {
    if (free) {
      return Finding.ok(
          port + " is free" + (own.isEmpty() ? "" : ", although the engine runs: at another port"));
    }
    // Nodes that share a machine have the same port at addresses of their own.
    Optional<Long> engine = processes.stream().filter(pid -> isOf(pid, own)).findFirst();
    boolean ours = processes.isEmpty() ? !own.isEmpty() : engine.isPresent();
    String who =
        engine
            .or(this::process)
            .map(ListeningPort::described)
            .orElse("a process that this user cannot see");
    return ours
        ? Finding.ok("the engine listens at " + port + ": " + who)
        : Finding.problem(
            "another program listens at " + port + ": " + who,
            "stop it, or set " + setting + " to a free port");
  }

  private static boolean isOf(long pid, List<Long> own) {
    return own.contains(pid)
        || ProcessHandle.of(pid)
            .flatMap(ProcessHandle::parent)
            .filter(parent -> own.contains(parent.pid()))
            .isPresent();
  }

  /** The inodes of the sockets that listen at a port. */
  static List<String> sockets(List<String> table, int port) {
    String end = ":%04X".formatted(port);
    return table.stream()
        .map(line -> Splitter.on(' ').omitEmptyStrings().splitToList(line))
        .filter(row -> row.size() > INODE)
        .filter(row -> row.get(STATE).equals(LISTENING) && row.get(LOCAL).endsWith(end))
        .map(row -> row.get(INODE))
        .toList();
  }

  private static List<Long> owners(List<String> inodes) throws IOException {
    List<Long> owners = new ArrayList<>();
    List<String> wanted = inodes.stream().map(inode -> "socket:[" + inode + "]").toList();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process.resolve("fd"), wanted)) {
          Optional.ofNullable(Longs.tryParse(process.getFileName().toString()))
              .ifPresent(owners::add);
        }
      }
    }
    return owners;
  }

  private static boolean holds(Path descriptors, List<String> wanted) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : all) {
        if (wanted.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException endedOrHidden) {
      return false;
    }
    return false;
  }

  private static String described(long pid) {
    try {
      return Files.readString(PROC.resolve(pid + "/comm")).strip() + ", process " + pid;
    } catch (IOException ended) {
      return "process " + pid;
    }
  }
}
