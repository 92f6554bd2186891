package io.ec2cluster.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A small server for machines without memcached: it answers what a client of memcached asks first,
 * {@code version}, in the same form.
 */
public final class Listener {
  private Listener() {}

  /** Listens at an address and a port until it is killed. */
  public static void main(String[] args) throws IOException {
    InetAddress address = InetAddress.getByName(args[0]);
    try (ServerSocket server = new ServerSocket(Integer.parseInt(args[1]), 50, address)) {
      while (!server.isClosed()) {
        try (Socket client = server.accept();
            OutputStream answer = client.getOutputStream()) {
          answer.write("VERSION listener\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
  }
}
