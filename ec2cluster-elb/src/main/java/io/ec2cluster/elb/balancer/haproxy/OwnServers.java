package io.ec2cluster.elb.balancer.haproxy;

import com.google.common.net.InetAddresses;
import io.ec2cluster.UsageException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the servers of a backend belong to instances, and which are this one's. All instances of a
 * fleet have to do it in the same way: by it they agree on who is who.
 *
 * @param name each server is an instance of its own, and this one has this name
 * @param addresses servers with the same address are one instance, and this one has one of these
 */
public record OwnServers(Optional<String> name, Set<String> addresses) {
  /** Refuses what finds nobody, or finds in two ways. */
  public OwnServers {
    addresses = Set.copyOf(addresses);
    if (name.isPresent() != addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "found the name '"
              + name
              + "' and the addresses "
              + addresses
              + ", expected one of both");
    }
  }

  /**
   * By the server's name, where addresses tell nothing: each server is an instance.
   *
   * @throws UsageException if HAProxy can have no server of that name
   */
  public static OwnServers named(String name) {
    return new OwnServers(Optional.of(HaproxyName.require("server", name)), Set.of());
  }

  /**
   * By the addresses of this instance: servers at the same address and several ports are one
   * instance, whose id is the first of their names by order.
   *
   * @throws UsageException if there is none
   */
  public static OwnServers at(Collection<String> addresses) {
    if (addresses.isEmpty()) {
      throw new UsageException(
          "this instance has no address by which its servers in a backend of HAProxy could be found: name its server");
    }
    Set<String> all = new TreeSet<>();
    addresses.forEach(address -> all.add(normal(address)));
    return new OwnServers(Optional.empty(), all);
  }

  /** An address in the form in which all are compared: IPv6 has several. */
  static String normal(String address) {
    return InetAddresses.isInetAddress(address)
        ? InetAddresses.toAddrString(InetAddresses.forString(address))
        : address;
  }

  boolean has(BackendServer server) {
    return name.map(server.name()::equals).orElseGet(() -> addresses.contains(server.address()));
  }

  /** What servers of one instance have in common. */
  String group(BackendServer server) {
    return name.isPresent() || !server.hasAddress() ? server.name() : "@" + server.address();
  }

  /** The id of this instance where the backend has no server of it. */
  String idOfNobody() {
    return name.orElseGet(() -> new TreeSet<>(addresses).first());
  }

  @Override
  public String toString() {
    return name.map(text -> "named " + text)
        .orElseGet(() -> "at " + String.join(" or ", new TreeSet<>(addresses)));
  }
}
