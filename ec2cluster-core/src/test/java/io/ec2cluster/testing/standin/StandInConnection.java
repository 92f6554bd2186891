package io.ec2cluster.testing.standin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One connection of a stand-in server: requests in, answers out, until one side has enough. */
final class StandInConnection {
  private static final int MAX_LINE = 64 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final StandInServer.Handler handler;

  StandInConnection(InputStream in, OutputStream out, StandInServer.Handler handler) {
    this.in = new BufferedInputStream(in);
    this.out = out;
    this.handler = handler;
  }

  void serve() throws IOException {
    boolean more = true;
    while (more) {
      String requestLine = readLine();
      more = !requestLine.isEmpty() && serve(requestLine);
    }
  }

  private boolean serve(String requestLine) throws IOException {
    String[] words = requestLine.split(" ", -1);
    if (words.length != 3) {
      throw new IOException("no HTTP request: " + requestLine);
    }
    Map<String, String> headers = readHeaders();
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    byte[] body = readBody(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    Optional<StandInResponse> answer =
        handler.answer(StandInRequest.of(words[0], words[1], headers, body));
    if (answer.isPresent()) {
      write(answer.get());
    }
    return answer.isPresent() && !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
  }

  private Map<String, String> readHeaders() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private byte[] readBody(int length) throws IOException {
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the request ended after " + body.length + " of " + length + " bytes");
    }
    return body;
  }

  /** A line without its end; empty at the end of the stream. */
  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() > MAX_LINE) {
        throw new IOException("a line of a request is longer than " + MAX_LINE + " bytes");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static String headers(StandInResponse answer) {
    return answer.headers().entrySet().stream()
        .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
        .collect(Collectors.joining());
  }

  private void write(StandInResponse answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d Stand-in\r\nContent-Type: text/xml\r\nx-amzn-RequestId: stand-in\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(answer.status(), body.length, headers(answer));
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(head.getBytes(StandardCharsets.US_ASCII));
    packet.write(body);
    out.write(packet.toByteArray());
    out.flush();
  }
}
