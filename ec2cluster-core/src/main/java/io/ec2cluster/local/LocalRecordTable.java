package io.ec2cluster.local;

import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.coordination.StoredRecord;
import io.ec2cluster.dns.ChangeConflictException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Small records in a directory, one file each: a line with version and nonce, and a line with the
 * value. A change holds the directory's lock and replaces the file whole and durably; reading needs
 * no lock. Safe for use by several threads and processes of one machine.
 */
final class LocalRecordTable implements RecordTable {
  private static final int LONGEST_VALUE = 100_000;
  private static final Pattern HEAD = Pattern.compile("\\d{1,18} [0-9a-f]{16}");

  private final LocalDirectory directory;
  private final DirectoryLock lock;

  LocalRecordTable(Path directory, Time time) {
    this.directory = new LocalDirectory(directory);
    this.lock = new DirectoryLock(this.directory, time);
  }

  @Override
  public String id() {
    return "local directory " + directory.path();
  }

  @Override
  public int longestValue() {
    return LONGEST_VALUE;
  }

  @Override
  public boolean bearsHeartBeats() {
    return true;
  }

  @Override
  public Optional<StoredRecord> read(RecordKey key) {
    return directory.find(file(key)).map(text -> parse(key, text));
  }

  @Override
  public void put(Optional<StoredRecord> seen, StoredRecord next) {
    lock.hold(
        () -> {
          require(next.key(), seen);
          directory.replace(
              file(next.key()), next.version() + " " + next.nonce() + "\n" + next.value() + "\n");
          return next;
        });
  }

  @Override
  public void delete(StoredRecord seen) {
    lock.hold(
        () -> {
          require(seen.key(), Optional.of(seen));
          directory.remove(file(seen.key()));
          return seen;
        });
  }

  private void require(RecordKey key, Optional<StoredRecord> seen) {
    Optional<StoredRecord> now = read(key);
    boolean same =
        seen.isPresent() ? now.filter(seen.get()::isSameWrite).isPresent() : now.isEmpty();
    if (!same) {
      throw new ChangeConflictException(
          "the record "
              + key
              + " is not what it was: found "
              + now.map(record -> "version " + record.version()).orElse("none")
              + ", expected "
              + seen.map(record -> "version " + record.version()).orElse("none"));
    }
  }

  private StoredRecord parse(RecordKey key, String text) {
    List<String> lines = Splitter.on('\n').splitToList(text);
    if (lines.size() != 3 || !HEAD.matcher(lines.get(0)).matches() || !lines.get(2).isEmpty()) {
      throw new EnvironmentException(
          directory.file(file(key))
              + " is no record that this version can read: expected a line 'VERSION NONCE' and one with the"
              + " value. See who writes it");
    }
    List<String> head = Splitter.on(' ').splitToList(lines.get(0));
    return new StoredRecord(key, lines.get(1), Long.parseLong(head.get(0)), head.get(1));
  }

  /** A part of a key holds no plus sign. */
  private static String file(RecordKey key) {
    return key.text().replace('/', '+') + ".record";
  }
}
