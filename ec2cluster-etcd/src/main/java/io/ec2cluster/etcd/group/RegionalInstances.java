package io.ec2cluster.etcd.group;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.regions.PeerAccess;
import io.ec2cluster.etcd.regions.RemoteMember;
import io.ec2cluster.spi.InstanceState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;

/**
 * The instances of several regions, as one group: members reach each other by their public names. A
 * region that cannot be read, or where the group has vanished, makes the whole unreadable: that
 * proves nothing.
 */
public final class RegionalInstances implements InstanceSource {
  private final ScalingQuery query;
  private final Map<String, ScalingApi> apis;
  private final Optional<PeerAccess> access;
  private final Map<String, ScalingApi.State> last = new HashMap<>();

  /**
   * A group.
   *
   * @param apis the regions' APIs by their names
   * @param access lets the members of other regions in; none for who only looks
   */
  public RegionalInstances(
      ScalingQuery query, Map<String, ScalingApi> apis, Optional<PeerAccess> access) {
    this.query = query;
    this.apis = new LinkedHashMap<>(apis);
    this.access = access;
  }

  @Override
  public Optional<ScalingApi.State> find() {
    Map<String, LifecycleState> states = new HashMap<>();
    Map<String, String> groups = new HashMap<>();
    int desired = 0;
    for (Map.Entry<String, ScalingApi> region : apis.entrySet()) {
      Optional<ScalingApi.State> found = region.getValue().find(query);
      if (found.isEmpty() && last.containsKey(region.getKey())) {
        throw new EnvironmentException(
            "etcd: group: %s in %s any more: nobody is added or removed"
                .formatted(query.words(), region.getKey()));
      }
      if (found.isPresent()) {
        last.put(region.getKey(), found.get());
        desired += found.get().desired();
        states.putAll(found.get().states());
        groups.putAll(found.get().groups());
      }
    }
    return last.isEmpty()
        ? Optional.empty()
        : Optional.of(new ScalingApi.State(desired, states, groups));
  }

  @Override
  public Map<String, String> hosts(Collection<String> instanceIds) {
    Map<String, String> hosts = new TreeMap<>();
    List<RemoteMember> known = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (Map.Entry<String, ScalingApi.State> region : last.entrySet()) {
      ScalingApi api = Optional.ofNullable(apis.get(region.getKey())).orElseThrow();
      // All of them: who is being launched is to be let in before it is a member.
      Map<String, ScalingApi.PublicAddress> found =
          api.publicAddresses(region.getValue().instances());
      found.forEach(
          (id, address) -> {
            known.add(new RemoteMember(id, region.getKey(), address.ip()));
            if (instanceIds.contains(id)) {
              hosts.put(id, address.name());
            }
          });
      if (!found.isEmpty()) {
        told.add(region.getKey());
      }
    }
    access.ifPresent(
        peers -> {
          peers.requireKnownAs(hosts);
          peers.follow(known, told);
        });
    return hosts;
  }

  @Override
  public Map<String, InstanceState> states(Set<String> instanceIds) {
    Map<String, InstanceState> states = new HashMap<>();
    apis.values().forEach(api -> states.putAll(api.states(instanceIds)));
    return states;
  }

  @Override
  public LifecycleHooks hooks(Supplier<String> instance) {
    for (Map.Entry<String, ScalingApi.State> region : last.entrySet()) {
      if (region.getValue().instances().contains(instance.get())) {
        return Optional.ofNullable(apis.get(region.getKey())).orElseThrow().hooks(query, instance);
      }
    }
    return LifecycleHooks.none();
  }

  @Override
  public String words() {
    return query.words() + " in any of " + apis.keySet() + " of this account";
  }
}
