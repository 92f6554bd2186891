package io.ec2cluster.elb.balancer.aws;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.Sets;
import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;

/**
 * Whose addresses are registered. Every instance finds that out in the same way, its own ones
 * included: the ledger holds instance ids, and whoever is listed there must be recognised in the
 * answer by all. Nothing is remembered, because addresses are given to others.
 */
final class TargetAddresses {
  private static final String V4 = "network-interface.addresses.private-ip-address";
  private static final String V6 = "network-interface.ipv6-addresses.ipv6-address";

  private static final String WHAT = "the instances of the registered addresses";

  private final InstanceApi instances;

  TargetAddresses(InstanceApi instances) {
    this.instances = instances;
  }

  /**
   * The instance ids of these addresses. The address of none stays out, and one that is of several.
   *
   * @param addresses of the group's network
   * @param outside addresses that were registered as of any network
   * @param vpc the group's network
   */
  Map<String, String> instances(Set<String> addresses, Set<String> outside, Optional<String> vpc) {
    SetMultimap<String, String> here = LinkedHashMultimap.create();
    SetMultimap<String, String> elsewhere = LinkedHashMultimap.create();
    for (Instance instance : described(Sets.union(addresses, outside))) {
      for (InstanceNetworkInterface card : instance.networkInterfaces()) {
        boolean inside = vpc.map(id -> id.equals(card.vpcId())).orElse(true);
        put(instance, card, inside ? here : elsewhere);
      }
    }
    Map<String, String> found = new HashMap<>();
    addresses.forEach(each -> only(here, each).ifPresent(id -> found.put(each, id)));
    outside.forEach(
        each ->
            only(here, each).or(() -> only(elsewhere, each)).ifPresent(id -> found.put(each, id)));
    return found;
  }

  private List<Instance> described(Set<String> addresses) {
    Set<String> v4 = new TreeSet<>();
    Set<String> v6 = new TreeSet<>();
    addresses.forEach(
        each ->
            (InetAddresses.forString(each) instanceof Inet6Address ? v6 : v4).add(normal(each)));
    List<Instance> found = new ArrayList<>(instances.of(V4, v4, WHAT));
    found.addAll(instances.of(V6, v6, WHAT));
    return found;
  }

  private static void put(
      Instance instance, InstanceNetworkInterface card, SetMultimap<String, String> owners) {
    card.privateIpAddresses()
        .forEach(one -> owners.put(normal(one.privateIpAddress()), instance.instanceId()));
    card.ipv6Addresses()
        .forEach(one -> owners.put(normal(one.ipv6Address()), instance.instanceId()));
  }

  private static Optional<String> only(SetMultimap<String, String> owners, String address) {
    Set<String> ids = owners.get(normal(address));
    return ids.size() == 1 ? ids.stream().findFirst() : Optional.empty();
  }

  private static String normal(String address) {
    return InetAddresses.toAddrString(InetAddresses.forString(address));
  }
}
