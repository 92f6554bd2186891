package io.ec2cluster.local;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.dns.BatchResult;
import io.ec2cluster.internal.dns.ZoneContents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A zone in a file of a directory, {@code NAME.zone}, in RFC 1035 form.
 *
 * <p>A change holds an exclusive lock (among all processes and threads of the machine), writes the
 * whole zone beside the file, makes it durable and renames it: a crash at any point leaves the zone
 * before the batch or after it. Reading needs no lock and writes nothing. A zone that was never
 * written is empty; one whose file was written and is gone, or is damaged, is an error, never an
 * empty zone: a cluster founded on it would be a second one.
 *
 * <p>A name server can load the file. It knows no weights and only one CNAME of a name: of several
 * weighted CNAMEs the heaviest is a record in the file (among equals the first by set identifier),
 * the others stand in comments, as do sets of weight 0 beside heavier ones. Identifiers and weights
 * stand in comments behind the records. SOA and NS name {@code localhost}; the serial grows by one
 * with each change. The escapes of TXT values are octal in record sets, as over Route 53, and
 * decimal in the file (RFC 1035, section 5.1).
 *
 * <p>One directory may hold several zones, none of them inside another: two nodes with different
 * ideas of the zone's name would else each win the role.
 *
 * <p>Safe for use by several threads and processes of one machine; for network file systems it is
 * not made.
 */
public final class LocalHostedZone implements HostedZone {
  private static final String SUFFIX = ".zone";
  private static final String WRITTEN = ".written";

  private final LocalDirectory directory;
  private final DirectoryLock lock;
  private final DnsName name;

  /**
   * A zone of that name in that directory; neither has to exist.
   *
   * @param time measures how long the lock is waited for (at most 30 seconds)
   */
  public LocalHostedZone(Path directory, DnsName name, Time time) {
    this.directory = new LocalDirectory(directory);
    this.lock = new DirectoryLock(this.directory, time);
    this.name = name;
  }

  /** The zone file, which a name server can load. */
  public Path file() {
    return directory.file(name + SUFFIX);
  }

  @Override
  public String id() {
    return "local zone " + name + " (" + file() + ")";
  }

  @Override
  public Optional<DnsName> name() {
    return Optional.of(name);
  }

  @Override
  public List<RecordSet> list(DnsName top) {
    return read().contents().list(top);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.ec2cluster.DeadlineException if the lock is held for 30 seconds; nothing was applied
   * @throws io.ec2cluster.InterruptedOperationException if the thread is interrupted while it waits
   *     for the lock; nothing was applied
   */
  @Override
  public void apply(ChangeBatch batch) {
    lock.hold(
        () -> {
          ZoneFile before = read();
          write(before.next(after(batch, before.contents())));
          return name;
        });
  }

  private ZoneContents after(ChangeBatch batch, ZoneContents contents) {
    BatchResult result = contents.apply(batch);
    if (result instanceof BatchResult.Applied applied) {
      return applied.contents();
    }
    throw ((BatchResult.Refused) result).refusal().toException(id());
  }

  private void write(ZoneFile zone) {
    String text = text(zone);
    directory.replace(name + SUFFIX, text);
    if (directory.find(name + WRITTEN).isEmpty()) {
      directory.replace(name + WRITTEN, "");
    }
  }

  /** The file's text, proven to be read back as the same zone before it replaces anything. */
  private String text(ZoneFile zone) {
    try {
      String text = zone.text();
      ZoneFile readBack = ZoneFileReader.read(name, "(new text of " + file() + ")", text);
      if (readBack.contents().all().equals(zone.contents().all())) {
        return text;
      }
    } catch (IllegalArgumentException e) {
      throw new EnvironmentException(
          id() + " cannot hold the change: " + e.getMessage() + "; nothing was changed", e);
    }
    throw new EnvironmentException(
        id() + " cannot hold the change: its file would be read as another; nothing was changed");
  }

  private ZoneFile read() {
    Optional<String> text = directory.find(name + SUFFIX);
    if (text.isEmpty() && directory.find(name + WRITTEN).isPresent()) {
      // Between the two looks another process may have written the zone for the first time.
      text = Optional.of(directory.find(name + SUFFIX).orElseThrow(this::gone));
    }
    if (text.isEmpty()) {
      requireNoOverlap();
      return ZoneFile.empty(name);
    }
    return ZoneFileReader.read(name, file().toString(), text.get());
  }

  private EnvironmentException gone() {
    return new EnvironmentException(
        file()
            + " was written once and is gone: put a copy of it back; only if no cluster of this zone"
            + " is left, remove "
            + directory.file(name + WRITTEN)
            + " to begin with an empty zone");
  }

  private void requireNoOverlap() {
    for (DnsName other : zones()) {
      if (!other.equals(name) && (other.isAtOrBelow(name) || name.isAtOrBelow(other))) {
        throw new UsageException(
            "found zone "
                + other
                + " in "
                + directory.path()
                + ", which overlaps with zone "
                + name
                + ": all nodes need the same zone; give each the same dns.zone, or another"
                + " local-dir");
      }
    }
  }

  private List<DnsName> zones() {
    try (Stream<Path> files = Files.list(directory.path())) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> DnsName.of(file.substring(0, file.length() - SUFFIX.length())))
          .toList();
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return List.of();
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new EnvironmentException(
          "cannot list the zones in " + directory.path() + ": " + e.getMessage(), e);
    }
  }
}
