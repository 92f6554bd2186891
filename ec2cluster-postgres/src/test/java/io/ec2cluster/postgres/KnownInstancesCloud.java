package io.ec2cluster.postgres;

import com.google.common.collect.Maps;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.Presence;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A back end that knows which instances there are, and no names. */
final class KnownInstancesCloud implements Cloud {
  private final Cloud cloud;
  private final Map<String, InstanceState> known;

  KnownInstancesCloud(Cloud cloud, Map<String, InstanceState> known) {
    this.cloud = cloud;
    this.known = Map.copyOf(known);
  }

  @Override
  public Map<String, InstanceState> instances(String cluster, Set<String> instanceIds) {
    return Maps.filterKeys(known, instanceIds::contains);
  }

  @Override
  public String id() {
    return cloud.id();
  }

  @Override
  public InstanceMetadata metadata() {
    return cloud.metadata();
  }

  @Override
  public HostedZone zone() {
    return cloud.zone();
  }

  @Override
  public OwnerLiveness liveness() {
    return cloud.liveness();
  }

  @Override
  public Presence presence(String cluster) {
    return cloud.presence(cluster);
  }

  @Override
  public Optional<String> hostFor(DnsName name, Optional<Instant> publishedAt) {
    return Optional.empty();
  }

  @Override
  public void tagRole(Role role) {
    cloud.tagRole(role);
  }

  @Override
  public void close() {
    cloud.close();
  }
}
