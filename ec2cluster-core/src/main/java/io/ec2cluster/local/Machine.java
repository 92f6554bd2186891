package io.ec2cluster.local;

import io.ec2cluster.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What this machine says of itself and of its processes, read from {@code /proc} when asked.
 *
 * @param proc the process file system
 * @param bootIdFile holds a text that is another after each boot (random(4))
 * @param machineIdFile holds a text that no other machine has (machine-id(5)); may be missing
 */
record Machine(Path proc, Path bootIdFile, Path machineIdFile) {
  /** Names another file with a boot id, so that a test can boot without booting. */
  static final String BOOT_ID_VARIABLE = "EC2CLUSTER_BOOT_ID_FILE";

  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0;
  private static final int START_TIME = 19;

  /** This machine. */
  static Machine of(Map<String, String> environment) {
    String bootId = environment.getOrDefault(BOOT_ID_VARIABLE, "");
    return new Machine(
        PROC,
        bootId.isBlank() ? PROC.resolve("sys/kernel/random/boot_id") : Path.of(bootId),
        Path.of("/etc/machine-id"));
  }

  /** The life of this machine, and the view of its processes, in which we are. */
  Epoch epoch() {
    return new Epoch(
        read(bootIdFile)
            .filter(id -> !id.isEmpty())
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        bootIdFile
                            + " holds no boot id: the local back end needs Linux's /proc to tell"
                            + " the living from the dead")),
        read(machineIdFile).orElse(""),
        pidNamespace());
  }

  /** This process. */
  ProcessIdentity self() {
    long pid = ProcessHandle.current().pid();
    return find(pid)
        .orElseThrow(
            () ->
                new EnvironmentException(
                    proc.resolve(pid + "/stat") + " of this very process cannot be read"));
  }

  /**
   * The process that has a pid now; none where it ended, also if its parent has not noticed (a
   * zombie runs nothing any more).
   */
  Optional<ProcessIdentity> find(long pid) {
    return stat(pid)
        .filter(fields -> !"ZXx".contains(fields[STATE]))
        .map(fields -> new ProcessIdentity(pid, Long.parseLong(fields[START_TIME])));
  }

  /**
   * Whether a process that is not seen does not exist: not so where {@code /proc} hides the
   * processes of others (proc(5), hidepid), the first of them included.
   */
  boolean seesEveryProcess() {
    return stat(1).isPresent();
  }

  /** The fields of proc_pid_stat(5) from the third on; the second may hold blanks and brackets. */
  private Optional<String[]> stat(long pid) {
    Path file = proc.resolve(pid + "/stat");
    try {
      Optional<String> text = read(file);
      return text.map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    } catch (EnvironmentException e) {
      // A process that ends between opening and reading gives an error (ESRCH); then it is gone.
      if (Files.notExists(file)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private String pidNamespace() {
    try {
      return Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString();
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + proc.resolve("self/ns/pid"), e);
    }
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * What a process id means something within.
   *
   * @param bootId the boot
   * @param machineId the machine, empty where it has no id
   * @param pidNamespace the view of the processes: a container has its own (pid_namespaces(7))
   */
  record Epoch(String bootId, String machineId, String pidNamespace) {}

  /**
   * A process for good: a process id is used again after its process, and not with the same start.
   *
   * @param pid its id
   * @param start when it started, in clock ticks since the boot: unlike a date it is not moved when
   *     the clock is set
   */
  record ProcessIdentity(long pid, long start) {}
}
