package io.ec2cluster.elb.balancer.aws;

import com.google.common.net.InetAddresses;
import io.ec2cluster.metadata.InstanceMetadata;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who this instance is.
 *
 * @param instanceId its id
 * @param addresses its addresses in its network, of both families, as far as its metadata tell them
 */
record OwnIdentity(String instanceId, List<String> addresses) {
  OwnIdentity {
    addresses = List.copyOf(addresses);
  }

  static OwnIdentity of(InstanceMetadata metadata) {
    return new OwnIdentity(
        metadata.instanceId(),
        Stream.of(metadata.localIpv4(), metadata.find("ipv6"))
            .flatMap(Optional::stream)
            .filter(InetAddresses::isInetAddress)
            .toList());
  }
}
