package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import io.ec2cluster.host.OwnedFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Since when slots are unused, kept in a file of this node: before version 17 the server does not
 * tell. A slot whose position moved was in use meanwhile, and begins anew.
 */
final class IdleSlots {
  private final OwnedFiles files;
  private final Path file;

  IdleSlots(OwnedFiles files, Path stateDirectory) {
    this.files = files;
    this.file = stateDirectory.resolve("postgres-idle-slots");
  }

  /**
   * A slot that nobody is connected to.
   *
   * @param name its name
   * @param position from where it keeps the log
   * @param since since when the server says that it is unused, where it does
   */
  record Slot(String name, String position, Optional<Instant> since) {}

  /** When each slot was first seen unused; a new one now. */
  Map<String, Instant> since(List<Slot> idle, Instant now) {
    Map<String, List<String>> known = read();
    Map<String, Instant> since = new LinkedHashMap<>();
    for (Slot slot : idle) {
      Optional<Instant> seen =
          Optional.ofNullable(known.get(slot.name()))
              .filter(line -> line.get(1).equals(slot.position()))
              .flatMap(line -> Optional.ofNullable(Longs.tryParse(line.get(2))))
              .map(Instant::ofEpochSecond)
              .filter(at -> !at.isAfter(now));
      since.put(slot.name(), slot.since().or(() -> seen).orElse(now));
    }
    return since;
  }

  /** Keeps what was seen; slots that are gone or in use are forgotten. */
  void keep(List<Slot> idle, Map<String, Instant> since) {
    StringBuilder text = new StringBuilder();
    for (Slot slot : idle) {
      Instant seen = since.get(slot.name());
      if (seen != null) {
        text.append(slot.name())
            .append(' ')
            .append(slot.position().isEmpty() ? "-" : slot.position())
            .append(' ')
            .append(seen.getEpochSecond())
            .append('\n');
      }
    }
    files.write(file, text.toString());
  }

  private Map<String, List<String>> read() {
    Map<String, List<String>> known = new LinkedHashMap<>();
    for (String line : Splitter.on('\n').omitEmptyStrings().split(OwnedFiles.read(file))) {
      List<String> fields = Splitter.on(' ').splitToList(line);
      if (fields.size() == 3) {
        known.put(fields.get(0), fields);
      }
    }
    return known;
  }
}
