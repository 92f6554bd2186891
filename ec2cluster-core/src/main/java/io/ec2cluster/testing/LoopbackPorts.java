package io.ec2cluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that a test starts on loopback addresses, several on one port. Chosen below the
 * range from which the kernel takes ports for whoever names none (Linux: 32768 and up, {@code
 * ip_local_port_range}): one from that range may be gone, on one of the addresses, before the
 * server has it, or while it restarts. Safe for use by several threads and processes.
 */
public final class LoopbackPorts {
  private static final int FIRST = 10_000;
  private static final int END = 32_000;
  private static final int ATTEMPTS = 1000;

  private LoopbackPorts() {}

  /** A port that nobody listens on, on any address of this machine. */
  public static int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port from " + FIRST + " to " + END + " in " + ATTEMPTS + " attempts");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
