package io.ec2cluster.postgres;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Presence;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A back end whose primary name is safe to resolve only after it was asked for some times. */
final class LateNameCloud implements Cloud {
  private final Cloud cloud;
  private final String host;
  private final AtomicInteger refusals;

  LateNameCloud(Cloud cloud, String host, int refusals) {
    this.cloud = cloud;
    this.host = host;
    this.refusals = new AtomicInteger(refusals);
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
    return refusals.getAndDecrement() > 0 ? Optional.empty() : Optional.of(host);
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
