package io.ec2cluster.aws;

import com.google.common.base.Suppliers;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ClusterSettings.CoordinationProvider;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.coordination.ZoneRecordTable;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.metadata.MetadataSource;
import io.ec2cluster.role.OwnerLiveness;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Fencing;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.Presence;
import io.ec2cluster.spi.RemoteShell;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The AWS back end: names and the role record in Route 53, proof of death by EC2, metadata from the
 * instance's own service. Everything is made when it is first needed. Safe for use by several
 * threads.
 */
public final class AwsCloud implements Cloud {
  private static final Logger LOG = LoggerFactory.getLogger(AwsCloud.class);

  private final ClusterSettings settings;
  private final Time time;
  private final Supplier<InstanceMetadata> metadata;
  private final AwsClients clients;
  private final Ec2Instances instances;
  private final OwnerLiveness liveness;
  private final Supplier<DynamoDbClient> dynamoDb;
  private final Supplier<HostedZone> zone;
  private final AwsRetry retry;
  private final SsmCommands remoteCommands;
  private final RemoteShell shell;

  private AwsCloud(Builder builder) {
    settings = builder.settings;
    time = builder.time;
    metadata = Suppliers.memoize(() -> builder.source().read());
    clients = builder.clients.metadataRegion(() -> metadata.get().region()).build();
    retry = new AwsRetry(time, builder.random, settings.aws().retryDeadline(), builder.listener);
    instances = new Ec2Instances(clients::ec2, retry);
    liveness = new Ec2Liveness(instances, metadata, time);
    dynamoDb = Suppliers.memoize(() -> clients.regional("DynamoDB", DynamoDbClient.builder()));
    Supplier<SsmClient> ssm = Suppliers.memoize(() -> clients.regional("SSM", SsmClient.builder()));
    remoteCommands = new SsmCommands(ssm, retry, time, builder.random);
    shell = new SsmShell(remoteCommands, time, builder.random);
    zone = Suppliers.memoize(() -> builder.zone.orElseGet(this::configuredZone));
  }

  /**
   * Starts with the settings; by default the metadata comes from the instance's own service, and
   * clients and credentials are found as by every tool of AWS.
   */
  public static Builder builder(ClusterSettings settings) {
    return new Builder(settings);
  }

  @Override
  public String id() {
    return "aws";
  }

  @Override
  public InstanceMetadata metadata() {
    return metadata.get();
  }

  @Override
  public HostedZone zone() {
    return zone.get();
  }

  @Override
  public OwnerLiveness liveness() {
    return liveness;
  }

  /** EC2 knows by itself what lives. */
  @Override
  public Presence presence(String cluster) {
    return Presence.none();
  }

  /**
   * By DescribeInstances, whatever the cluster: one request for every 200 ids. {@code terminated}
   * proves that an instance is dead, {@code stopped} that it does not run, everything else nothing.
   * One that EC2 has forgotten is left out.
   */
  @Override
  public Map<String, InstanceState> instances(String cluster, Set<String> instanceIds) {
    return instanceIds.isEmpty() ? Map.of() : instances.describe(instanceIds);
  }

  /**
   * {@code ec2}: StopInstances, by force after half of {@code aws.fence-deadline}. Needs the
   * permission {@code ec2:StopInstances}.
   */
  @Override
  public Optional<Fencing> fencing() {
    return Optional.of(new Ec2Fencing(instances, metadata, settings.aws().fenceDeadline()));
  }

  /**
   * {@code ssm}: the document AWS-RunShellScript by Systems Manager. Needs the permissions {@code
   * ssm:SendCommand}, {@code ssm:GetCommandInvocation}, {@code ssm:ListCommands}, {@code
   * ssm:CancelCommand}, and an SSM Agent on the other node.
   */
  @Override
  public Optional<RemoteShell> remoteShell() {
    return Optional.of(shell);
  }

  /**
   * A table of DynamoDB or TXT records of the zone, as {@code coordination.provider} says.
   *
   * @throws UsageException if the records are to be TXT records and no name is known for them
   */
  @Override
  public RecordTable records() {
    ClusterSettings.Coordination chosen = settings.coordination();
    return chosen.provider().filter(CoordinationProvider.ROUTE53::equals).isPresent()
        ? new ZoneRecordTable(zone(), recordsName(chosen))
        : dynamoDb();
  }

  /** The table of DynamoDB that the settings name, whatever the provider. */
  public DynamoDbTable dynamoDb() {
    return new DynamoDbTable(dynamoDb, settings.coordination().table(), retry);
  }

  private DnsName recordsName(ClusterSettings.Coordination chosen) {
    return chosen
        .name()
        .map(DnsName::of)
        .or(() -> settings.dns().zone().map(zone -> DnsName.of("_ec2cluster." + zone)))
        .orElseThrow(
            () ->
                new UsageException(
                    "coordination: provider is route53, and no name is known for its records; expected"
                        + " coordination: name, such as _ec2cluster.example.com, or the zone's name in dns: zone"));
  }

  /** Region, credentials, the clock, and the permissions that can be tried without a change. */
  @Override
  public List<Inspection> inspections() {
    Optional<SsmCommands> remote =
        settings.remote().equals(List.of(shell.id()))
            ? Optional.of(remoteCommands)
            : Optional.empty();
    return new AwsInspections(clients, metadata, settings.aws(), remote, retry, time).all();
  }

  /** Clients of this back end, for engines that need other services of AWS too. */
  public AwsClients clients() {
    return clients;
  }

  /**
   * How calls of {@link #clients} are repeated, for engines that need other services of AWS too: up
   * to {@code aws.retry-deadline}.
   */
  public AwsRetry retry() {
    return retry;
  }

  /**
   * The name itself, once {@code dns: settle} has passed since its publication: usually Route 53
   * has a change on all its servers within 60 seconds (Developer Guide, "How Route 53 checks…
   * propagation"). A look-up before could be answered "no such name", and that answer is cached for
   * minutes.
   */
  @Override
  public Optional<String> hostFor(DnsName name, Optional<Instant> publishedAt) {
    boolean early =
        publishedAt.map(at -> time.now().isBefore(at.plus(settings.dns().settle()))).orElse(false);
    return early ? Optional.empty() : Optional.of(name.text());
  }

  /** The tag is for people and tools: a failure to set it is logged and stops nothing. */
  @Override
  public void tagRole(Role role) {
    if (!settings.aws().tagRole()) {
      return;
    }
    String instanceId = metadata().instanceId();
    try {
      instances.tagRole(instanceId, role);
    } catch (EnvironmentException | UsageException e) {
      LOG.warn(
          "instance {} was not tagged {}={}, which changes nothing else: {}",
          instanceId,
          Ec2Instances.ROLE_TAG,
          role.label(),
          e.getMessage());
    }
  }

  /**
   * Begins to make the client of Route 53 on threads of its own, the longest part of a start: call
   * it before reading the metadata ({@link AwsClients#preload} before the configuration). A failure
   * shows where the client is first used.
   */
  public void warmUp() {
    HeadStart.begin("client", clients::route53);
    HeadStart.begin("surroundings", HeadStart::surroundings);
  }

  private HostedZone configuredZone() {
    return AwsZoneChoice.of(settings.dns(), clients.route53(), retry);
  }

  @Override
  public void close() {
    clients.close();
  }

  /** Collects what the back end is made of. Not thread-safe. */
  public static final class Builder {
    private final ClusterSettings settings;
    private final AwsClients.Builder clients;
    private Map<String, String> environment = Map.of();
    private Optional<MetadataSource> metadata = Optional.empty();
    private Time time = Time.system();
    private RandomGenerator random = new Random();
    private Optional<HostedZone> zone = Optional.empty();
    private ProgressListener listener = ProgressListener.none();

    private Builder(ClusterSettings settings) {
      this.settings = settings;
      this.clients = AwsClients.builder(settings.aws());
    }

    /** The environment variables; by default none beside those that the SDK reads by itself. */
    public Builder environment(Map<String, String> variables) {
      environment = Map.copyOf(variables);
      clients.environment(variables);
      return this;
    }

    /** Where the metadata comes from; by default the instance's own service. */
    public Builder metadata(MetadataSource source) {
      metadata = Optional.of(source);
      return this;
    }

    /** Credentials of the application. */
    public Builder credentials(AwsCredentialsProvider provider) {
      clients.credentials(provider);
      return this;
    }

    /** The application's own client of Route 53; not closed here. */
    public Builder route53(Route53Client client) {
      clients.route53(client);
      return this;
    }

    /** The application's own client of EC2; not closed here. */
    public Builder ec2(Ec2Client client) {
      clients.ec2(client);
      return this;
    }

    /** A zone of the application; by default the one that the settings name, in Route 53. */
    public Builder zone(HostedZone own) {
      zone = Optional.of(own);
      return this;
    }

    /** The clock. */
    public Builder time(Time clock) {
      time = clock;
      return this;
    }

    /** What the pauses between repeated calls are drawn from; must be safe for several threads. */
    public Builder random(RandomGenerator generator) {
      random = generator;
      return this;
    }

    /**
     * Hears, at most every 5 seconds, that a call is being repeated: {@code Route 53
     * ChangeResourceRecordSets: throttled, trying again (12s of 2m)}. Nobody by default. A zone of
     * the application is its own affair.
     */
    public Builder listener(ProgressListener newListener) {
      listener = newListener;
      return this;
    }

    /** Ready; nothing is opened and nothing is asked yet. */
    public AwsCloud build() {
      return new AwsCloud(this);
    }

    private MetadataSource source() {
      return metadata.orElseGet(() -> ImdsMetadata.of(environment));
    }
  }
}
