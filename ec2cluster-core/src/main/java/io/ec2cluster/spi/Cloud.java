package io.ec2cluster.spi;

import io.ec2cluster.UsageException;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A back end. Safe for use by several threads. */
public interface Cloud extends AutoCloseable {
  /** Its id in the configuration: {@code aws} or {@code local}. */
  String id();

  /** Who this node is; read once. */
  InstanceMetadata metadata();

  /** The zone of the cluster's names. */
  HostedZone zone();

  /** Who is proven dead. */
  OwnerLiveness liveness();

  /**
   * What this node tells of its own life in a cluster: an instance may hold the engines of several,
   * and the end of one proves nothing about another.
   */
  Presence presence(String cluster);

  /**
   * The host by which an engine on this node should address a published name: the name itself once
   * it is safe to resolve it (a name that does not exist yet is cached as absent, often for 15
   * minutes), or what the zone holds where the system's resolver does not know the zone.
   *
   * @param publishedAt when the name began to point at its target, where that is known
   * @return empty while it is too early to resolve the name
   */
  Optional<String> hostFor(DnsName name, Optional<Instant> publishedAt);

  /** Marks this instance with its role where the configuration asks for it. */
  void tagRole(Role role);

  /**
   * What is known of instances of a cluster, by their ids: one request for all of them. Who is not
   * known is left out, which proves nothing. Nothing is known by default.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be asked
   */
  default Map<String, InstanceState> instances(String cluster, Set<String> instanceIds) {
    return Map.of();
  }

  /** A way to stop an instance for certain, where the back end has one; none by default. */
  default Optional<Fencing> fencing() {
    return Optional.empty();
  }

  /** A way of the back end's own to run commands on other nodes; none by default. */
  default Optional<RemoteShell> remoteShell() {
    return Optional.empty();
  }

  /**
   * Where small records are kept, for {@link OperationContext#coordination}; asks nothing yet.
   *
   * @throws io.ec2cluster.UsageException if the configuration does not say where; a back end that
   *     keeps none says so
   */
  default RecordTable records() {
    throw new UsageException(
        "the back end '"
            + id()
            + "' keeps no records for coordination; expected one that does: aws or local");
  }

  /**
   * What {@code doctor} is to look at in this back end, besides what every one has: metadata, zone,
   * records. Nothing by default.
   */
  default List<Inspection> inspections() {
    return List.of();
  }

  /** The back end as its own type, for engines that need more than this interface. */
  default <T extends Cloud> Optional<T> as(Class<T> type) {
    return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
  }

  /** Closes what the back end opened, and not what it was given. */
  @Override
  void close();
}
