package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/**
 * What the server said while it was started: the end of its start-up log, or of its log collector's
 * newest file where it handed over to that.
 */
final class ServerLog {
  private static final int LINES = 12;
  private static final int BYTES = 8192;
  private static final String HANDED_OVER = "logging collector process";

  private final PostgresLayout layout;
  private long begin;

  ServerLog(PostgresLayout layout) {
    this.layout = layout;
  }

  /** What is there by now belongs to earlier starts. */
  void begin() {
    begin = size(layout.logFile());
  }

  /** The last lines since, ready to be put behind a message; empty where there are none. */
  String lastWords() {
    String text = tail(layout.logFile(), begin);
    Optional<Path> collected = text.contains(HANDED_OVER) ? newestCollected() : Optional.empty();
    Path file = collected.orElse(layout.logFile());
    String words = collected.map(path -> tail(path, 0)).orElse(text).strip();
    if (words.isEmpty()) {
      return "";
    }
    List<String> lines = Splitter.on('\n').splitToList(words);
    return "\nlast lines of "
        + file
        + ":\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
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

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException failure) {
      throw OwnedFiles.failed("looking at", file, failure);
    }
  }

  private static String tail(Path file, long from) {
    if (!Files.isReadable(file)) {
      return "";
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(Math.min(channel.size(), Math.max(from, channel.size() - BYTES)));
      byte[] bytes = Channels.newInputStream(channel).readNBytes(BYTES);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw OwnedFiles.failed("reading", file, failure);
    }
  }
}
