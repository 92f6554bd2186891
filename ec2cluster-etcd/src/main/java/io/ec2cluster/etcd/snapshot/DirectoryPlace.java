package io.ec2cluster.etcd.snapshot;

import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A directory: {@code NAME}, and {@code NAME.json} with what is known of it. */
public final class DirectoryPlace implements SnapshotPlace {
  private static final String FACTS = ".json";

  private final Path directory;

  public DirectoryPlace(Path directory) {
    this.directory = directory;
  }

  /** The name appears by a link, which takes none that is there (link(2)). */
  @Override
  public void keep(String name, Path file, SnapshotFacts facts) {
    Path target = directory.resolve(name);
    Path partial = directory.resolve("." + name + ".partial");
    try {
      Files.createDirectories(directory);
      if (Files.exists(target)) {
        throw taken(target);
      }
      Files.deleteIfExists(partial);
      // It holds every value of the cluster: nobody else may read it while it is written either.
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        Files.copy(file, Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.createLink(target, partial);
      Files.writeString(directory.resolve(name + FACTS), facts.toJson());
    } catch (FileAlreadyExistsException another) {
      throw taken(target);
    } catch (IOException failure) {
      throw OwnedFiles.failed("writing", target, failure);
    } finally {
      delete(partial);
    }
  }

  private static RefusedException taken(Path target) {
    return new RefusedException(target + " exists: nothing is overwritten, choose another name");
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        files.forEach(file -> names.add(String.valueOf(file.getFileName())));
      } catch (IOException unreadable) {
        throw OwnedFiles.failed("listing", directory, unreadable);
      }
    }
    return names;
  }

  @Override
  public Optional<SnapshotFacts> fetch(String name, Path to) {
    Path file = directory.resolve(name);
    try {
      Files.copy(file, to);
      Path facts = directory.resolve(name + FACTS);
      return Files.exists(facts)
          ? Optional.of(SnapshotFacts.parse(Files.readString(facts)))
          : Optional.empty();
    } catch (NoSuchFileException missing) {
      throw new UsageException("there is no file " + file + ": expected a snapshot", missing);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw OwnedFiles.failed(
          "reading", file, unreadable instanceof IOException io ? io : new IOException(unreadable));
    }
  }

  @Override
  public void remove(String name) {
    delete(directory.resolve(name));
    delete(directory.resolve(name + FACTS));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw OwnedFiles.failed("deleting", file, failure);
    }
  }
}
