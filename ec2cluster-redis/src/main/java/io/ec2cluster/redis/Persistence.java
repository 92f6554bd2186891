package io.ec2cluster.redis;

import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that a stopped server would load its data from. With {@code appendonly} it loads the
 * append-only file alone and never the RDB file (source, {@code loadDataFromDisk}), so that a
 * server may be empty beside an RDB file that is full.
 */
final class Persistence {
  private final Path directory;
  private final RedisConf conf;

  Persistence(Path directory, RedisConf conf) {
    this.directory = directory;
    this.conf = conf;
  }

  boolean isAppendOnly() {
    return conf.isYes("appendonly");
  }

  Path rdbFile() {
    return directory.resolve(conf.value("dbfilename").orElse("dump.rdb"));
  }

  /** From version 7 on a directory of files, before it one file. */
  List<Path> appendOnlyFiles() {
    Path folder = directory.resolve(conf.value("appenddirname").orElse("appendonlydir"));
    String name = conf.value("appendfilename").orElse("appendonly.aof");
    List<Path> files = new ArrayList<>();
    if (Files.isRegularFile(directory.resolve(name))) {
      files.add(directory.resolve(name));
    }
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, name + "*")) {
        for (Path entry : entries) {
          if (!entry.toString().endsWith(".manifest")) {
            files.add(entry);
          }
        }
      } catch (IOException unreadable) {
        throw OwnedFiles.failed("listing", folder, unreadable);
      }
    }
    return files;
  }

  /** What can be moved aside together: the files, and the directory of the append-only files. */
  List<Path> all() {
    List<Path> all = new ArrayList<>(List.of(rdbFile()));
    all.add(directory.resolve(conf.value("appenddirname").orElse("appendonlydir")));
    all.add(directory.resolve(conf.value("appendfilename").orElse("appendonly.aof")));
    return all.stream().filter(Files::exists).toList();
  }

  /** What the RDB file says of itself, where the server would load it. */
  Optional<RdbHeader> snapshot() {
    return isAppendOnly() ? Optional.empty() : RdbHeader.read(rdbFile());
  }

  /** Whether a server that starts now would have no keys. */
  boolean isEmpty() {
    return isAppendOnly()
        ? appendOnlyFiles().stream().noneMatch(Persistence::holdsChanges)
        : !Files.isRegularFile(rdbFile())
            || RdbHeader.read(rdbFile()).map(header -> !header.hasKeys()).orElse(false);
  }

  /** The base of the append-only files is an RDB file, by default. */
  private static boolean holdsChanges(Path file) {
    try {
      return Files.size(file) > 0 && RdbHeader.read(file).map(RdbHeader::hasKeys).orElse(true);
    } catch (IOException unreadable) {
      throw OwnedFiles.failed("looking at", file, unreadable);
    }
  }

  /** What was found, for messages. */
  String description() {
    if (isAppendOnly()) {
      List<Path> files = appendOnlyFiles();
      String found =
          files.isEmpty()
              ? "no append-only file in " + directory
              : "the append-only files " + files;
      boolean ignored =
          isEmpty() && RdbHeader.read(rdbFile()).map(RdbHeader::hasKeys).orElse(false);
      return found
          + (isEmpty() && !files.isEmpty() ? ", which hold nothing" : "")
          + (ignored
              ? " (" + rdbFile() + " holds data, which 'appendonly yes' does not load)"
              : "");
    }
    if (!Files.isRegularFile(rdbFile())) {
      return "no " + rdbFile();
    }
    return rdbFile() + (isEmpty() ? ", which holds no key" : "");
  }
}
