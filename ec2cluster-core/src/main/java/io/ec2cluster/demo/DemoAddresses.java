package io.ec2cluster.demo;

import com.google.common.net.InetAddresses;
import io.ec2cluster.EnvironmentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;

/** The loopback addresses of the nodes, and a port that is free at all of them. */
final class DemoAddresses {
  private static final int FIRST = 11;
  private static final int ATTEMPTS = 50;

  private DemoAddresses() {}

  /** 127.0.0.11 and on. */
  static List<String> of(int nodes) {
    return IntStream.range(0, nodes).mapToObj(index -> "127.0.0." + (FIRST + index)).toList();
  }

  /**
   * A port at which nobody listens now. The kernel proposes it: demos that begin at the same time
   * hardly get the same one.
   *
   * @throws EnvironmentException if one of the addresses is not this machine's
   */
  static int freePort(List<String> addresses) {
    addresses.forEach(DemoAddresses::require);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = proposed(addresses.get(0));
      if (addresses.stream().allMatch(address -> isFree(address, port))) {
        return port;
      }
    }
    throw new EnvironmentException(
        "found no port that is free at all of %s in %d attempts: see what listens on this machine"
            .formatted(addresses, ATTEMPTS));
  }

  private static void require(String address) {
    try (ServerSocket socket = listen(address, 0)) {
      if (!socket.isBound()) {
        throw new IOException("not bound");
      }
    } catch (IOException failure) {
      throw new EnvironmentException(
          "cannot listen at "
              + address
              + " ("
              + failure.getMessage()
              + "): the demo gives every node a loopback address of its own. On Linux all of"
              + " 127.0.0.0/8 is there by itself; on macOS add each address with 'sudo ifconfig lo0"
              + " alias "
              + address
              + "'",
          failure);
    }
  }

  private static int proposed(String address) {
    try (ServerSocket socket = listen(address, 0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new EnvironmentException(
          "found no free port at " + address + ": " + failure.getMessage(), failure);
    }
  }

  private static boolean isFree(String address, int port) {
    try (ServerSocket socket = listen(address, port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static ServerSocket listen(String address, int port) throws IOException {
    InetAddress local = InetAddresses.forString(address);
    return new ServerSocket(port, 1, local);
  }
}
