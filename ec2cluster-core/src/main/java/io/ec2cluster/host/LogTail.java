package io.ec2cluster.host;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, for messages. */
public final class LogTail {
  private static final int LINES = 12;
  private static final int BYTES = 8192;

  private LogTail() {}

  /** How long the file is; 0 if there is none. */
  public static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException failure) {
      throw OwnedFiles.failed("looking at", file, failure);
    }
  }

  /** Its last 8 KiB as text, of what stands behind a place; empty if it cannot be read. */
  public static String text(Path file, long from) {
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

  /** The last lines of a text, ready to be put behind a message; empty where there are none. */
  public static String lastWords(Path file, String text) {
    if (text.isBlank()) {
      return "";
    }
    List<String> lines = Splitter.on('\n').splitToList(text.strip());
    return "\nlast lines of "
        + file
        + ":\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
