package io.ec2cluster.simulation;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Fencing;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.Presence;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The back end of one process on a node. */
final class SimulatedCloud implements Cloud {
  private final InstanceMetadata metadata;
  private final Connection connection;
  private final Presence presence;
  private final SimulatedFencing fencing;

  SimulatedCloud(
      World world, ToolRun process, SimulatedNode node, Connection connection, Presence presence) {
    this.fencing = new SimulatedFencing(world, process);
    // As the instance metadata says it at this boot.
    this.metadata =
        InstanceMetadata.of(
            Map.of(
                InstanceMetadata.INSTANCE_ID, node.instanceId, "local-hostname", node.address()));
    this.connection = connection;
    this.presence = presence;
  }

  @Override
  public String id() {
    return "simulated";
  }

  @Override
  public InstanceMetadata metadata() {
    return metadata;
  }

  @Override
  public HostedZone zone() {
    return connection;
  }

  @Override
  public OwnerLiveness liveness() {
    return connection;
  }

  @Override
  public Presence presence(String cluster) {
    return presence;
  }

  @Override
  public Optional<String> hostFor(DnsName name, Optional<Instant> publishedAt) {
    return publishedAt.map(moment -> name.text());
  }

  @Override
  public void tagRole(Role role) {
    throw new IllegalStateException("the settings ask for no tag");
  }

  @Override
  public Map<String, InstanceState> instances(String cluster, Set<String> instanceIds) {
    return connection.instances(instanceIds);
  }

  @Override
  public Optional<Fencing> fencing() {
    return Optional.of(fencing);
  }

  @Override
  public void close() {}
}
