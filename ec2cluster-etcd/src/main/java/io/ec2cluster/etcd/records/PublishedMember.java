package io.ec2cluster.etcd.records;

import com.google.common.base.Ascii;
import com.google.common.net.InetAddresses;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.etcd.api.ClusterMember;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A member, as its records tell of it.
 *
 * @param id its id
 * @param name its name
 * @param label what its own record is called
 * @param client where clients reach it
 * @param peer where the members reach it
 */
record PublishedMember(String id, String name, String label, URI client, URI peer) {
  private static final int LONGEST = 63;

  /** A member; empty where its URLs tell no host. */
  static Optional<PublishedMember> of(ClusterMember member) {
    Optional<URI> peer = member.peerUrls().stream().flatMap(url -> uri(url).stream()).findFirst();
    List<URI> clients = member.clientUrls().stream().flatMap(url -> uri(url).stream()).toList();
    // A member that listens on several: the members reach it by this host, so it is no loopback.
    Optional<URI> client =
        clients.stream()
            .filter(url -> peer.filter(other -> other.getHost().equals(url.getHost())).isPresent())
            .findFirst()
            .or(() -> clients.stream().findFirst());
    return peer.isEmpty() || client.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PublishedMember(
                member.id().hex(), member.name(), label(member), client.get(), peer.get()));
  }

  private static Optional<URI> uri(String url) {
    try {
      return Optional.of(URI.create(url)).filter(uri -> uri.getHost() != null && uri.getPort() > 0);
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  /** An instance id as it is; an address as EC2 writes it into names. */
  private static String label(ClusterMember member) {
    String prefix = InetAddresses.isInetAddress(member.name()) ? "ip-" : "";
    String label = prefix + Ascii.toLowerCase(member.name()).replaceAll("[^a-z0-9-]", "-");
    return label.length() <= LONGEST && DnsName.isLabel(label) && !label.equals("etcd-server")
        ? label
        : "m-" + member.id().hex();
  }

  /** The same under a label that no other member can have. */
  PublishedMember labelledById() {
    return new PublishedMember(id, name, "m-" + id, client, peer);
  }

  /** Its address, if its URL tells one. */
  Optional<InetAddress> address() {
    return MemberHost.address(client.getHost());
  }

  boolean isReachedByName() {
    return !client.getHost().startsWith("[") && !InetAddresses.isInetAddress(client.getHost());
  }

  /** Whether a value of a record names it: its address, its name, or a host that holds either. */
  boolean isMeantBy(String host) {
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (bare.equalsIgnoreCase(client.getHost()) || bare.equalsIgnoreCase(peer.getHost())) {
      return true;
    }
    Optional<InetAddress> meant = MemberHost.address(bare);
    return meant.isPresent()
        ? meant.equals(address()) || meant.equals(MemberHost.address(peer.getHost()))
        : Ascii.equalsIgnoreCase(bare.split("\\.", -1)[0], label);
  }
}
