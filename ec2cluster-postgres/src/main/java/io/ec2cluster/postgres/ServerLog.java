package io.ec2cluster.postgres;

import io.ec2cluster.host.LogTail;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What the server said while it was started: the end of its start-up log, or of its log collector's
 * newest file where it handed over to that.
 */
final class ServerLog {
  private static final String HANDED_OVER = "logging collector process";

  private final PostgresLayout layout;
  private long begin;

  ServerLog(PostgresLayout layout) {
    this.layout = layout;
  }

  /** What is there by now belongs to earlier starts. */
  void begin() {
    begin = LogTail.size(layout.logFile());
  }

  /** The last lines since, ready to be put behind a message; empty where there are none. */
  String lastWords() {
    String text = LogTail.text(layout.logFile(), begin);
    Optional<Path> collected = text.contains(HANDED_OVER) ? newestCollected() : Optional.empty();
    Path file = collected.orElse(layout.logFile());
    String words = collected.map(path -> LogTail.text(path, 0)).orElse(text).strip();
    return LogTail.lastWords(file, words);
  }

  private Optional<Path> newestCollected() {
    Path folder = layout.dataDirectory().resolve("log");
    Optional<Path> newest = Optional.empty();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          if (newest.isEmpty() || modified(file).compareTo(modified(newest.get())) > 0) {
            newest = Optional.of(file);
          }
        }
      } catch (IOException failure) {
        throw OwnedFiles.failed("listing", folder, failure);
      }
    }
    return newest;
  }

  private static FileTime modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file);
  }
}
