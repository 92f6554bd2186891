package io.ec2cluster.redis;

import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import io.ec2cluster.host.OwnedFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is written down before a server is told to stop: how far its data goes, after writes were
 * held back. It counts only while nothing shows that the server has run since: it is of this boot
 * of the machine, and the server's file with its process id, which it removes when it ends in
 * order, is gone. Every start of ours removes it, and so does the unit's own.
 *
 * @param replicationId the id of the history
 * @param offset up to where it goes
 */
record StopRecord(String replicationId, long offset) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /** Its text. */
  private String text() {
    return "boot=" + boot() + "\nid=" + replicationId + "\noffset=" + offset + "\n";
  }

  void write(OwnedFiles files, Path file) {
    files.write(file, text());
  }

  /**
   * Reads what counts.
   *
   * @param pidFile the server's file with its process id, where it has one
   */
  static Optional<StopRecord> read(Path file, Optional<Path> pidFile) {
    Map<String, String> values = new HashMap<>();
    for (String line : Splitter.on('\n').omitEmptyStrings().split(OwnedFiles.read(file))) {
      List<String> pair = Splitter.on('=').limit(2).splitToList(line);
      values.put(pair.get(0), pair.get(pair.size() - 1));
    }
    Long offset = Longs.tryParse(values.getOrDefault("offset", ""));
    boolean counts = boot().equals(values.get("boot")) && pidFile.filter(Files::exists).isEmpty();
    return counts && offset != null
        ? Optional.of(new StopRecord(values.getOrDefault("id", ""), offset))
        : Optional.empty();
  }

  private static String boot() {
    return OwnedFiles.read(BOOT).strip();
  }
}
