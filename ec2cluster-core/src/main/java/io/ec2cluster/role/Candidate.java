package io.ec2cluster.role;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.InetAddresses;
import java.util.Optional;
import java.util.Set;

/**
 * What a node brings to the election.
 *
 * @param cluster the cluster's name
 * @param account its AWS account, where there is one
 * @param region its region, where there is one
 * @param self itself as an owner
 * @param target the host name or address that the primary name points at once this node is the
 *     published primary
 * @param hosts every host name and address of its own, by which it recognises a name that points at
 *     it
 * @param data what data it holds
 */
public record Candidate(
    String cluster,
    Optional<String> account,
    Optional<String> region,
    Owner self,
    String target,
    Set<String> hosts,
    NodeData data) {
  /** Copies the hosts and adds the target and the address to them. */
  public Candidate {
    hosts = ImmutableSet.<String>builder().addAll(hosts).add(target).add(self.address()).build();
  }

  /** The same with other data. */
  public Candidate withData(NodeData other) {
    return new Candidate(cluster, account, region, self, target, hosts, other);
  }

  /**
   * Whether a host name or address is one of its own. Names are compared without case and trailing
   * dot, IPv6 addresses whatever their form.
   */
  boolean isAt(String host) {
    return hosts.stream().map(Candidate::normalised).anyMatch(normalised(host)::equals);
  }

  private static String normalised(String host) {
    if (InetAddresses.isInetAddress(host)) {
      return InetAddresses.toAddrString(InetAddresses.forString(host));
    }
    String lower = Ascii.toLowerCase(host);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
