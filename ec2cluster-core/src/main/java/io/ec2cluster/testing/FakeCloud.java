package io.ec2cluster.testing;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Fencing;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.RemoteShell;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A back end in memory, one for each node of a test; the nodes share a zone. Nobody is proven dead
 * until the test says so, and published names can be resolved at once. Safe for use by several
 * threads.
 */
public final class FakeCloud implements Cloud {
  private final InstanceMetadata metadata;
  private final HostedZone zone;
  private final Map<String, OwnerLife> lives = new ConcurrentHashMap<>();
  private final Map<String, FakePresence> presences = new ConcurrentHashMap<>();
  private final Map<String, InstanceState> instances = new ConcurrentHashMap<>();
  private final AtomicInteger instanceRequests = new AtomicInteger();
  private volatile RecordTable records = new FakeRecordTable();
  private volatile Optional<Role> tag = Optional.empty();
  private volatile Optional<Fencing> fencing = Optional.empty();
  private volatile Optional<RemoteShell> remoteShell = Optional.empty();

  /** A node of a zone. */
  public FakeCloud(InstanceMetadata metadata, HostedZone zone) {
    this.metadata = metadata;
    this.zone = zone;
  }

  /** Says what is known of the life of an instance. */
  public FakeCloud life(String instanceId, OwnerLife life) {
    lives.put(instanceId, life);
    return this;
  }

  /** Says what is known of an instance beside its life. */
  public FakeCloud instance(String instanceId, InstanceState state) {
    instances.put(instanceId, state);
    return this;
  }

  /** Offers a way to stop instances. */
  public FakeCloud fencing(Fencing way) {
    fencing = Optional.of(way);
    return this;
  }

  /** Offers a way to run commands on other nodes. */
  public FakeCloud remoteShell(RemoteShell way) {
    remoteShell = Optional.of(way);
    return this;
  }

  /** The role that the instance was marked with last. */
  public Optional<Role> taggedRole() {
    return tag;
  }

  @Override
  public String id() {
    return "fake";
  }

  @Override
  public InstanceMetadata metadata() {
    return metadata;
  }

  @Override
  public HostedZone zone() {
    return zone;
  }

  /** Records of this node alone, until {@link #records(RecordTable)} lets nodes share some. */
  @Override
  public RecordTable records() {
    return records;
  }

  /** Records that the nodes of a test share. */
  public FakeCloud records(RecordTable shared) {
    records = shared;
    return this;
  }

  @Override
  public OwnerLiveness liveness() {
    return record -> lives.getOrDefault(record.owner().instanceId(), OwnerLife.NOT_PROVEN);
  }

  @Override
  public FakePresence presence(String cluster) {
    return presences.computeIfAbsent(cluster, none -> new FakePresence());
  }

  @Override
  public Optional<String> hostFor(DnsName name, Optional<Instant> publishedAt) {
    return publishedAt.map(moment -> name.text());
  }

  /** Those whose life or state the test has told. */
  @Override
  public Map<String, InstanceState> instances(String cluster, Set<String> instanceIds) {
    instanceRequests.incrementAndGet();
    Map<String, InstanceState> told =
        Maps.transformValues(Map.copyOf(lives), life -> new InstanceState(word(life), life, false));
    return ImmutableMap.copyOf(
        Maps.filterKeys(
            ImmutableMap.<String, InstanceState>builder()
                .putAll(told)
                .putAll(instances)
                .buildKeepingLast(),
            instanceIds::contains));
  }

  private static String word(OwnerLife life) {
    return switch (life) {
      case NOT_PROVEN -> "running";
      case STOPPED -> "stopped";
      case DEAD -> "terminated";
    };
  }

  /** How often {@link #instances} was called. */
  public int instanceRequests() {
    return instanceRequests.get();
  }

  @Override
  public Optional<Fencing> fencing() {
    return fencing;
  }

  @Override
  public Optional<RemoteShell> remoteShell() {
    return remoteShell;
  }

  @Override
  public void tagRole(Role role) {
    tag = Optional.of(role);
  }

  @Override
  public void close() {}
}
