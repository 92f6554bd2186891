package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.TreeSet;

/** etcd's data directory on this machine. */
final class EtcdDirectory implements DataDirectory {
  private static final int HEAD = 16 * 1024;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path directory;
  private final Time time;

  EtcdDirectory(Path directory, Time time) {
    this.directory = directory;
    this.time = time;
  }

  Path path() {
    return directory;
  }

  /**
   * The log appears whole, by a rename (etcd, server/wal: Create); without one there is no data.
   */
  @Override
  public Optional<DataIdentity> identity() {
    return firstLog().map(EtcdDirectory::identity);
  }

  private static DataIdentity identity(Path log) {
    try (InputStream file = Files.newInputStream(log)) {
      return WalHead.identity(file.readNBytes(HEAD));
    } catch (IOException unreadable) {
      throw new EnvironmentException(
          "%s cannot be read as etcd's write-ahead log (%s): expected a data directory of etcd 3.4 or newer that this user may read; nothing is started beside it"
              .formatted(log, unreadable.getMessage()),
          unreadable);
    }
  }

  private Optional<Path> firstLog() {
    Path logs = directory.resolve("member").resolve("wal");
    if (!Files.exists(logs)) {
      return Optional.empty();
    }
    TreeSet<Path> found = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(logs, "*.wal")) {
      files.forEach(found::add);
    } catch (IOException unreadable) {
      throw OwnedFiles.failed("listing", logs, unreadable);
    }
    return found.stream().findFirst();
  }

  /** Beside where it was: {@code DIRECTORY.aside-TIME}. */
  @Override
  public void moveAside() {
    Path aside =
        directory.resolveSibling(directory.getFileName() + ".aside-" + STAMP.format(time.now()));
    OwnedFiles.rename(directory, aside);
  }
}
