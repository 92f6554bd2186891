package io.ec2cluster.elb;

import com.google.common.base.Suppliers;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.FleetSize;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Standby;
import io.ec2cluster.elb.balancer.aws.AwsBalancers;
import io.ec2cluster.elb.balancer.aws.GuessedName;
import io.ec2cluster.elb.balancer.haproxy.HaproxyBackend;
import io.ec2cluster.elb.balancer.haproxy.OwnServers;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.spi.OperationContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The load balancers of every kind, as this node reaches them. For one thread. */
final class NodeBalancers {
  private final OperationContext context;
  private final ElbSettings settings;
  private final Optional<AwsBalancers> aws;
  private final Supplier<FleetSize> fleet = Suppliers.memoize(this::newFleet);

  NodeBalancers(OperationContext context, ElbSettings settings) {
    this.context = context;
    this.settings = settings;
    this.aws =
        context.cloud().as(AwsCloud.class).map(cloud -> new AwsBalancers(cloud, context.time()));
  }

  /**
   * The one of an id.
   *
   * @throws UsageException if there is none
   */
  LoadBalancer open(BalancerId id) throws InterruptedException {
    return id.kind() == BalancerId.Kind.HAPROXY
        ? new HaproxyBackend(id, ownServers(), context.time())
        : aws.orElseThrow(() -> notAws(id)).open(id);
  }

  /** Those that this instance is in, as far as that can be asked: AWS tells, HAProxy is named. */
  List<LoadBalancer> own() throws InterruptedException {
    return aws.isPresent() ? aws.get().own() : List.of();
  }

  /**
   * The one that the host name stands for, where the configuration allows that.
   *
   * @throws UsageException if there is none, or two
   */
  Optional<LoadBalancer> byHostName() throws InterruptedException {
    return aws.isPresent() && !settings.supportedDomains().isEmpty()
        ? Optional.of(aws.get().guessed(hostName(), settings.supportedDomains()))
        : Optional.empty();
  }

  /** How large the fleet is beside what the load balancers say. */
  FleetSize fleet() {
    return fleet.get();
  }

  private FleetSize newFleet() {
    return aws.map(there -> there.fleet(fleetTags())).orElseGet(FleetSize::unknown);
  }

  /** What keeps this instance from being replaced while it is out, if that is wanted. */
  Standby standby() {
    return aws.map(AwsBalancers::standby).orElseGet(Standby::none);
  }

  private Map<String, String> fleetTags() {
    if (settings.fleetTags().isEmpty()) {
      return Map.of();
    }
    Map<String, String> names = GuessedName.variables(hostName(), settings.supportedDomains());
    Map<String, String> tags = new LinkedHashMap<>();
    settings.fleetTags().forEach((tag, value) -> tags.put(tag, context.render(value, names)));
    return tags;
  }

  private OwnServers ownServers() {
    if (settings.haproxyServer().isPresent()) {
      return OwnServers.named(context.render(settings.haproxyServer().get()));
    }
    InstanceMetadata metadata = context.cloud().metadata();
    return OwnServers.at(
        Stream.of(metadata.localIpv4(), metadata.publicIpv4(), metadata.localHostname())
            .flatMap(Optional::stream)
            .toList());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unknown) {
      throw new UsageException(
          "this machine's host name is not known: "
              + unknown.getMessage()
              + ". Expected one, or elb: load-balancers",
          unknown);
    }
  }

  private static UsageException notAws(BalancerId id) {
    return new UsageException(
        "elb: load-balancers: found %s, which is of AWS, expected cloud: aws beside it, or a load balancer haproxy/BACKEND@SOCKET"
            .formatted(id));
  }
}
