package io.ec2cluster.elb.balancer.haproxy;

import com.google.common.net.HostAndPort;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;

/**
 * Where a runtime socket is.
 *
 * @param text an absolute path, or HOST:PORT
 */
record SocketPlace(String text) {
  SocketPlace {
    if (!isPath(text)) {
      hostAndPort(text);
    }
  }

  private static boolean isPath(String text) {
    return text.startsWith("/");
  }

  private static HostAndPort hostAndPort(String text) {
    try {
      HostAndPort found = HostAndPort.fromString(text);
      if (found.hasPort() && found.getPort() > 0 && !found.getHost().isEmpty()) {
        return found;
      }
      throw wrong(text, null);
    } catch (IllegalArgumentException none) {
      throw wrong(text, none);
    }
  }

  private static UsageException wrong(String text, @Nullable Throwable cause) {
    String message =
        "found '" + text + "' as HAProxy's runtime socket, expected an absolute path, or HOST:PORT";
    return cause == null ? new UsageException(message) : new UsageException(message, cause);
  }

  /** Where to connect; a name is looked up each time. */
  SocketAddress address() {
    if (isPath(text)) {
      try {
        return UnixDomainSocketAddress.of(text);
      } catch (InvalidPathException none) {
        throw wrong(text, none);
      }
    }
    HostAndPort place = hostAndPort(text);
    try {
      return new InetSocketAddress(InetAddress.getByName(place.getHost()), place.getPort());
    } catch (UnknownHostException none) {
      throw new EnvironmentException(
          "HAProxy's runtime socket is to be at "
              + text
              + ", and no address is known for "
              + place.getHost()
              + ": correct the name, or DNS",
          none);
    }
  }

  SocketChannel open() throws IOException {
    return isPath(text) ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
  }

  @Override
  public String toString() {
    return text;
  }
}
