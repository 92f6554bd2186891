package io.ec2cluster.etcd.group;

import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.InstanceState;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The instances of this region: members reach each other by their private addresses. */
public final class OneRegion implements InstanceSource {
  private final ScalingQuery query;
  private final ScalingApi api;
  private final Function<Set<String>, Map<String, InstanceState>> states;

  /** The instances of the back end's own region. */
  public OneRegion(ScalingQuery query, ScalingApi api, Cloud cloud) {
    this(query, api, ids -> cloud.instances(query.words(), ids));
  }

  /** The instances of another region. */
  public OneRegion(
      ScalingQuery query,
      ScalingApi api,
      Function<Set<String>, Map<String, InstanceState>> states) {
    this.query = query;
    this.api = api;
    this.states = states;
  }

  @Override
  public Optional<ScalingApi.State> find() {
    return api.find(query);
  }

  @Override
  public Map<String, String> hosts(Collection<String> instanceIds) {
    return api.addresses(instanceIds);
  }

  @Override
  public Map<String, InstanceState> states(Set<String> instanceIds) {
    return states.apply(instanceIds);
  }

  @Override
  public LifecycleHooks hooks(Supplier<String> instance) {
    return api.hooks(query, instance);
  }

  @Override
  public String words() {
    return query.words() + " in this region and account";
  }
}
