package io.ec2cluster.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A zone on the loopback interface for a rehearsal: remembers the record sets that it is sent, as
 * they are written, and lists them. Checks nothing.
 */
final class RehearsalZone implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
  private static final Pattern CHANGE =
      Pattern.compile(
          "<Action>(\\w+)</Action>(<ResourceRecordSet>.*?</ResourceRecordSet>)", Pattern.DOTALL);

  private final ServerSocket server;
  private final Set<String> recordSets = new LinkedHashSet<>();

  /** Listens on a free port. */
  RehearsalZone() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "rehearsal-zone");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it listens. */
  String endpoint() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        answer(socket);
      } catch (IOException closed) {
        if (!server.isClosed()) {
          throw new UncheckedIOException("the zone of the rehearsal failed", closed);
        }
      }
    }
  }

  private void answer(Socket socket) throws IOException {
    String request = request(new BufferedInputStream(socket.getInputStream()));
    String body = request.startsWith("POST ") ? change(request) : list();
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    // In one packet: a second one would wait for the acknowledgement of the first.
    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  private static String request(InputStream in) throws IOException {
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return request.toString();
      }
      request.append((char) next);
    }
    Matcher length = LENGTH.matcher(request);
    if (length.find()) {
      byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
      request.append(new String(body, StandardCharsets.UTF_8));
    }
    return request.toString();
  }

  private String change(String request) {
    Matcher change = CHANGE.matcher(request);
    while (change.find()) {
      if (change.group(1).equals("DELETE")) {
        recordSets.remove(change.group(2));
      } else {
        recordSets.add(change.group(2));
      }
    }
    return document(
        "ChangeResourceRecordSetsResponse",
        "<ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status>"
            + "<SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo>");
  }

  private String list() {
    return document(
        "ListResourceRecordSetsResponse",
        "<ResourceRecordSets>"
            + String.join("", recordSets)
            + "</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems>");
  }

  private static String document(String root, String content) {
    return "<?xml version=\"1.0\"?><"
        + root
        + " xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">"
        + content
        + "</"
        + root
        + ">";
  }
}
