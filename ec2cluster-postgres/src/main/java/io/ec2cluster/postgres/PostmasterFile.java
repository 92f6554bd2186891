package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import java.util.List;
import java.util.Optional;

/**
 * {@code postmaster.pid}, which a running server keeps in its data directory: its process, port,
 * socket directory and first listen address, each on a line of its own (source, {@code
 * utils/pidfile.h}).
 *
 * @param pid the process
 * @param port the port
 * @param socketDirectory where its Unix socket is; absent if it has none
 * @param listenAddress the first address at which it could listen; absent if there is none
 * @param status what it says of itself: {@code starting}, {@code ready}, {@code standby}, {@code
 *     stopping}
 */
record PostmasterFile(
    long pid,
    int port,
    Optional<String> socketDirectory,
    Optional<String> listenAddress,
    String status) {

  /** Reads the file's text; empty where it is not complete yet. */
  static Optional<PostmasterFile> parse(String text) {
    List<String> lines = Splitter.on('\n').trimResults().splitToList(text);
    Long pid = Longs.tryParse(lines.get(0));
    if (pid == null) {
      return Optional.empty();
    }
    Integer port = Ints.tryParse(line(lines, 3));
    return Optional.of(
        new PostmasterFile(
            pid,
            port == null ? 0 : port,
            Optional.of(line(lines, 4)).filter(value -> !value.isEmpty()),
            Optional.of(line(lines, 5)).filter(value -> !value.isEmpty()),
            line(lines, 7)));
  }

  private static String line(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : "";
  }
}
