package io.ec2cluster.local;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.doctor.WritableFolder;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.metadata.MetadataSource;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.Presence;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The local back end: one directory, for trying ec2cluster out, for tests, and for clusters on one
 * machine. The directory is made on the first write (mode 0755; its files 0644: nothing in it is
 * secret); only ec2cluster writes to it, so engines may run as other users.
 *
 * <p>Safe for use by several threads, and any number of processes of the machine.
 */
public final class LocalCloud implements Cloud {
  private final LocalDirectory instances;
  private final LocalHostedZone zone;
  private final LocalRecordTable records;
  private final LazyMetadata metadata;
  private final Machine machine;
  private final Time time;

  private LocalCloud(Builder builder, DnsName zone) {
    this.instances = new LocalDirectory(builder.directory.resolve("instances"));
    this.zone = new LocalHostedZone(builder.directory.resolve("zone"), zone, builder.time);
    this.records = new LocalRecordTable(builder.directory.resolve("records"), builder.time);
    this.metadata = new LazyMetadata(builder.source);
    this.machine = Machine.of(builder.environment);
    this.time = builder.time;
  }

  /** Starts a back end over a directory, which need not exist. */
  public static Builder at(Path directory) {
    return new Builder(directory);
  }

  @Override
  public String id() {
    return "local";
  }

  /**
   * {@inheritDoc}
   *
   * @throws UsageException if no source was given: on a machine that is no instance nothing tells
   *     who this node is
   */
  @Override
  public InstanceMetadata metadata() {
    return metadata.get();
  }

  @Override
  public HostedZone zone() {
    return zone;
  }

  /** The zone file, which a name server can load. */
  public Path zoneFile() {
    return zone.file();
  }

  @Override
  public OwnerLiveness liveness() {
    return new LocalLiveness(instances, machine);
  }

  /**
   * What the nodes told of their lives in the cluster, and what of it still runs; none is marked
   * never to become the primary.
   */
  @Override
  public Map<String, InstanceState> instances(String cluster, Set<String> instanceIds) {
    LocalLiveness liveness = new LocalLiveness(instances, machine);
    ImmutableMap.Builder<String, InstanceState> states = ImmutableMap.builder();
    for (String instanceId : instanceIds) {
      liveness.stateOf(instanceId, cluster).ifPresent(state -> states.put(instanceId, state));
    }
    return states.buildOrThrow();
  }

  @Override
  public Presence presence(String cluster) {
    return new LocalPresence(instances, metadata().instanceId(), cluster, machine, time);
  }

  /**
   * What the zone holds for the name, at once: the system's resolver does not know the zone. CNAMEs
   * are followed inside the zone; of several weighted ones the heaviest counts. Empty while the
   * zone has no such name.
   */
  @Override
  public Optional<String> hostFor(DnsName name, Optional<Instant> publishedAt) {
    return new ZoneLookup(zone).find(name);
  }

  /** Files in {@code records}. */
  @Override
  public RecordTable records() {
    return records;
  }

  /** Its directory. */
  @Override
  public List<Inspection> inspections() {
    return List.of(
        WritableFolder.inspection(
            "local directory", instances.path().resolveSibling(""), "local-dir"));
  }

  /** Notes the role in {@code instances/INSTANCE.role}. */
  @Override
  public void tagRole(Role role) {
    String file = NodeLifeFile.fileName(metadata().instanceId()) + ".role";
    new DirectoryLock(instances, time)
        .hold(
            () -> {
              instances.replace(file, role.label() + "\n");
              return role;
            });
  }

  /** Nothing is open between calls. */
  @Override
  public void close() {}

  /** Collects what a local back end needs. Not thread-safe. */
  public static final class Builder {
    private final Path directory;
    private Optional<DnsName> zone = Optional.empty();
    private Optional<MetadataSource> source = Optional.empty();
    private Map<String, String> environment = Map.of();
    private Time time = Time.system();

    private Builder(Path directory) {
      this.directory = directory;
    }

    /** The zone's name. Required, here or by {@link #names}. */
    public Builder zone(DnsName name) {
      this.zone = Optional.of(name);
      return this;
    }

    /**
     * The zone by the settings: {@code dns.zone}, else the last two labels of {@code
     * dns.primary-name} (the last one where it has only two), for example {@code example.com} for
     * {@code primary.maindb.example.com}. These are the same for every way to write the template,
     * as long as no variable stands in them. {@code dns.zone-id} means nothing here.
     *
     * @throws UsageException if neither tells the zone
     */
    public Builder names(ClusterSettings.Dns settings) {
      return zone(LocalZoneName.of(settings));
    }

    /** Where the metadata comes from; by default there is none. */
    public Builder metadata(MetadataSource newSource) {
      this.source = Optional.of(newSource);
      return this;
    }

    /**
     * The environment variables; by default none. {@code EC2CLUSTER_BOOT_ID_FILE} names a file with
     * the boot id, instead of the kernel's own.
     */
    public Builder environment(Map<String, String> newEnvironment) {
      this.environment = Map.copyOf(newEnvironment);
      return this;
    }

    /** The clock by which locks are waited for; by default the machine's. */
    public Builder time(Time newTime) {
      this.time = newTime;
      return this;
    }

    /**
     * The back end; reads and writes nothing yet.
     *
     * @throws UsageException if no zone was given
     */
    public LocalCloud build() {
      return new LocalCloud(
          this,
          zone.orElseThrow(
              () -> new UsageException("the local back end needs a zone: set dns.zone")));
    }
  }
}
