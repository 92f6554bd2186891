package io.ec2cluster.e2e;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** HAProxy's runtime socket, as the tests look at it. */
final class HaproxySocket {
  private static final int STATUS = 17;

  private final Path socket;

  HaproxySocket(Path socket) {
    this.socket = socket;
  }

  /** Sends a command. */
  String ask(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
      StringBuilder text = new StringBuilder();
      ByteBuffer part = ByteBuffer.allocate(65_536);
      while (channel.read(part) >= 0) {
        text.append(StandardCharsets.US_ASCII.decode(part.flip()));
        part.clear();
      }
      return text.toString();
    }
  }

  /** The status of each server of a backend, in HAProxy's words. */
  Map<String, String> statuses(String backend) throws IOException {
    Map<String, String> statuses = new LinkedHashMap<>();
    for (String line : Splitter.on('\n').split(ask("show stat " + backend + " 4 -1"))) {
      List<String> fields = Splitter.on(',').splitToList(line);
      if (fields.size() > STATUS && !line.startsWith("#")) {
        statuses.put(fields.get(1), fields.get(STATUS));
      }
    }
    return statuses;
  }

  /** How many of them get requests. */
  long inService(String backend) throws IOException {
    return statuses(backend).values().stream().filter(status -> status.startsWith("UP")).count();
  }

  /** The weights, and whatever else an administrator has set. */
  List<String> administered(String backend) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Splitter.on('\n').split(ask("show servers state " + backend))) {
      List<String> fields = Splitter.on(' ').splitToList(line);
      if (fields.size() > 8 && !line.startsWith("#")) {
        lines.add(fields.get(3) + " admin " + fields.get(6) + " weight " + fields.get(7));
      }
    }
    return lines;
  }
}
