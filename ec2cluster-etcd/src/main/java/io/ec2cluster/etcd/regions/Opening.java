package io.ec2cluster.etcd.regions;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One TCP port opened to one member of another region.
 *
 * @param cluster whose member it is
 * @param member its instance id
 * @param region where it is
 * @param cidr its address, as a range of one
 * @param port the port
 */
record Opening(String cluster, String member, String region, String cidr, int port) {
  /** What a description may hold: EC2 API reference, IpRange. */
  private static final Pattern DESCRIPTION =
      Pattern.compile(
          "ec2cluster etcd=(?<cluster>\\S+) member=(?<member>\\S+) region=(?<region>\\S+)");

  /** By what a rule is known as ours. */
  String description() {
    return "ec2cluster etcd=%s member=%s region=%s".formatted(cluster, member, region);
  }

  /** A rule that carries our mark for a cluster; empty for everybody else's. */
  static Optional<Opening> read(String cluster, String description, String cidr, int port) {
    Matcher mark = DESCRIPTION.matcher(description);
    return mark.matches() && mark.group("cluster").equals(cluster)
        ? Optional.of(new Opening(cluster, mark.group("member"), mark.group("region"), cidr, port))
        : Optional.empty();
  }

  /** Whether they let the same in. */
  boolean opensTheSame(Opening other) {
    return cidr.equals(other.cidr) && port == other.port;
  }
}
