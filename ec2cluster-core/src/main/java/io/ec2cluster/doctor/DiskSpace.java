package io.ec2cluster.doctor;

import io.ec2cluster.config.DataSize;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The space of a file system.
 *
 * @param free bytes that this user may still write
 * @param total bytes in all; 0 where the file system does not tell
 */
public record DiskSpace(long free, long total) {
  private static final long MIB = 1024 * 1024;

  /** The space where a file or folder is, or would be made. */
  public static DiskSpace at(Path place) throws IOException {
    FileStore store = Files.getFileStore(WritableFolder.nearest(place));
    return new DiskSpace(store.getUsableSpace(), store.getTotalSpace());
  }

  /**
   * The inspection of the space at a place.
   *
   * @param needed with less it is a problem; with less than four times as much, a warning
   */
  public static Inspection inspection(String subject, Path place, DataSize needed) {
    return new Inspection(
        subject,
        "name a folder that can be read",
        () -> {
          try {
            return at(place).judged(place, needed);
          } catch (IOException unreadable) {
            return Finding.notChecked(place + ": " + unreadable);
          }
        });
  }

  /** What the space means for who needs so much of it. */
  public Finding judged(Path place, DataSize needed) {
    String found =
        "%d MiB of %d MiB free for %s".formatted(free / MIB, Math.max(total, free) / MIB, place);
    if (total <= 0) {
      return Finding.notChecked("the file system of " + place + " does not tell its size");
    }
    String fix = "make space there: at least " + needed + " is needed, four times that is better";
    if (free < needed.bytes()) {
      return Finding.problem(found, fix);
    }
    return free / 4 < needed.bytes() ? Finding.warning(found, fix) : Finding.ok(found);
  }
}
