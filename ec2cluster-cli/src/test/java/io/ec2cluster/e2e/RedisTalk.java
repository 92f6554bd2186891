package io.ec2cluster.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a Redis server one question (protocol specification, RESP2). */
final class RedisTalk {
  private static final int PATIENCE_MILLIS = 2000;

  private RedisTalk() {}

  /** The answer as a text; an error begins with {@code -}, nothing is {@code (nil)}. */
  static String ask(String host, int port, String password, String... words) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      send(socket.getOutputStream(), "AUTH", password);
      String denied = answer(in);
      if (!denied.equals("OK")) {
        return denied;
      }
      send(socket.getOutputStream(), words);
      return answer(in);
    }
  }

  private static void send(OutputStream out, String... words) throws IOException {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String answer(InputStream in) throws IOException {
    String line = line(in);
    if (line.startsWith("-")) {
      return line;
    }
    String rest = line.substring(1);
    if (!line.startsWith("$")) {
      return rest;
    }
    int length = Integer.parseInt(rest);
    if (length < 0) {
      return "(nil)";
    }
    return new String(in.readNBytes(length + 2), StandardCharsets.US_ASCII).substring(0, length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    if (line.length() == 0) {
      throw new IOException("the server ended the connection");
    }
    return line.substring(0, line.length() - 1);
  }
}
