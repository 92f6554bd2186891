package io.ec2cluster.etcd;

import com.google.common.base.Suppliers;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.aws.DynamoDbTable;
import io.ec2cluster.config.ClusterSettings.CoordinationProvider;
import io.ec2cluster.coordination.Coordination;
import io.ec2cluster.etcd.group.InstanceSource;
import io.ec2cluster.etcd.group.OneRegion;
import io.ec2cluster.etcd.group.RegionalInstances;
import io.ec2cluster.etcd.group.ScalingApi;
import io.ec2cluster.etcd.group.ScalingQuery;
import io.ec2cluster.etcd.regions.PeerAccess;
import io.ec2cluster.etcd.regions.SecurityGroup;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.spi.OperationContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Where the Auto Scaling groups are: in this node's region, in another, or in several. */
final class Regions {
  private static final String KEY = "etcd: regions";

  private final OperationContext context;
  private final EtcdSettings settings;

  Regions(OperationContext context, EtcdSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  /** Whether members reach each other by their public names. */
  boolean areSeveral() {
    return settings.regions().size() > 1;
  }

  /** Where the coordination's table is. */
  Optional<String> first() {
    return settings.regions().stream().findFirst();
  }

  /** This node's public name, with which it is in the other regions' lists. */
  String publicName() {
    InstanceMetadata metadata = context.cloud().metadata();
    String here = metadata.region().orElse("");
    if (!settings.regions().contains(here)) {
      throw new UsageException(
          "%s: found %s, and this node is in '%s': expected its region among them"
              .formatted(KEY, settings.regions(), here));
    }
    return metadata
        .publicHostname()
        .orElseThrow(
            () ->
                new UsageException(
                    "%s: found several, and the instance metadata has no public-hostname: expected a public address, and a VPC with DNS host names (enableDnsHostnames)"
                        .formatted(KEY)));
  }

  /** Small records and leases: the table is in the first region. */
  Coordination coordination() {
    Optional<AwsCloud> aws = context.cloud().as(AwsCloud.class);
    boolean inTable =
        context
            .settings()
            .coordination()
            .provider()
            .map(CoordinationProvider.DYNAMODB::equals)
            .orElse(true);
    if (first().isEmpty() || aws.isEmpty() || !inTable) {
      return context.coordination();
    }
    Supplier<DynamoDbClient> client =
        Suppliers.memoize(
            () ->
                aws.get()
                    .clients()
                    .regional("DynamoDB", DynamoDbClient.builder(), first().get(), KEY));
    return new Coordination(
        new DynamoDbTable(client, context.settings().coordination().table(), aws.get().retry()),
        context.time(),
        context.random());
  }

  /**
   * The instances of groups.
   *
   * @param cluster the cluster's name
   * @param member whether this node is one of the members, and lets the others in
   */
  InstanceSource instances(ScalingQuery query, String cluster, boolean member) {
    AwsCloud aws = aws();
    if (settings.regions().isEmpty()) {
      return new OneRegion(
          query,
          new ScalingApi(
              Suppliers.memoize(
                  () -> aws.clients().regional("Auto Scaling", AutoScalingClient.builder())),
              () -> aws.clients().ec2(),
              aws.retry()),
          aws);
    }
    Map<String, ScalingApi> apis = new LinkedHashMap<>();
    settings.regions().forEach(region -> apis.put(region, api(aws, region)));
    if (!areSeveral()) {
      ScalingApi only = apis.values().iterator().next();
      return new OneRegion(query, only, only::states);
    }
    return new RegionalInstances(
        query, apis, member ? Optional.of(access(aws, cluster)) : Optional.empty());
  }

  private static ScalingApi api(AwsCloud aws, String region) {
    return new ScalingApi(
        Suppliers.memoize(
            () -> aws.clients().regional("Auto Scaling", AutoScalingClient.builder(), region, KEY)),
        Suppliers.memoize(() -> aws.clients().regional("EC2", Ec2Client.builder(), region, KEY)),
        aws.retry());
  }

  private PeerAccess access(AwsCloud aws, String cluster) {
    InstanceMetadata metadata = context.cloud().metadata();
    PeerAccess.Node node =
        new PeerAccess.Node(
            cluster,
            metadata.instanceId(),
            metadata.region().orElse(""),
            publicName(),
            List.of(settings.ports().peer(), settings.ports().client()),
            settings.grace());
    SecurityGroup group =
        new SecurityGroup(
            () -> aws.clients().ec2(), aws.retry(), metadata::instanceId, settings.securityGroup());
    return new PeerAccess(node, group, context.time(), new OnlyNews(context.progress()::progress));
  }

  private AwsCloud aws() {
    return context
        .cloud()
        .as(AwsCloud.class)
        .orElseThrow(
            () ->
                new UsageException(
                    "etcd: group: found an Auto Scaling group with cloud: %s; expected cloud: aws"
                        .formatted(context.cloud().id())));
  }
}
