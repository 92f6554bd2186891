package io.ec2cluster.rds;

import io.ec2cluster.Report;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.Weighted;
import io.ec2cluster.rds.standin.CloudWatchStandIn;
import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.RdsAccount;
import io.ec2cluster.rds.standin.RdsStandIn;
import io.ec2cluster.spi.Query;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.Route53StandIn;
import io.ec2cluster.testing.standin.Route53Zone;
import java.util.List;
import java.util.Map;

/** The module over the stand-in, on one clock. */
final class RdsStage implements AutoCloseable {
  private final FakeTime time = new FakeTime();
  private final RdsStandIn rds;
  private final CloudWatchStandIn cloudWatch;
  private final Route53StandIn route53;
  private final Route53Zone zone;
  private final RdsNode node;

  RdsStage(String section) {
    this(section, Durations.usual(), 1);
  }

  RdsStage(String section, Durations durations, long seed) {
    rds = RdsStandIn.start(time, durations);
    cloudWatch = CloudWatchStandIn.start(time);
    route53 = Route53StandIn.start(0, time);
    zone = route53.createZone("Z1", "example.com", false);
    node = new RdsNode(section, "dns: {zone-id: Z1, settle: 30s}\n", environment(), time, seed);
  }

  /** Where everything is, with keys and a region. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_RDS",
        rds.endpoint().toString(),
        "AWS_ENDPOINT_URL_CLOUDWATCH",
        cloudWatch.endpoint().toString(),
        "AWS_ENDPOINT_URL_ROUTE_53",
        route53.endpoint().toString(),
        "AWS_REGION",
        "eu-west-1",
        "AWS_ACCESS_KEY_ID",
        "testing",
        "AWS_SECRET_ACCESS_KEY",
        "testing");
  }

  Route53StandIn route53() {
    return route53;
  }

  CloudWatchStandIn cloudWatch() {
    return cloudWatch;
  }

  /** The records of a name. */
  List<RecordSet> records(String name) {
    return zone.contents(DnsName.of(name));
  }

  /** The instance ids in a pool. */
  List<String> pool(String name) {
    return records(name).stream()
        .flatMap(set -> set.weighted().stream())
        .map(Weighted::setIdentifier)
        .toList();
  }

  Route53Zone zone() {
    return zone;
  }

  RdsStandIn rds() {
    return rds;
  }

  RdsAccount account() {
    return rds.account();
  }

  FakeTime time() {
    return time;
  }

  RdsNode node() {
    return node;
  }

  /** Runs a change with options as the command line binds them. */
  Report run(String operation, Map<String, List<String>> options) {
    return node.run(operation, options);
  }

  Report plan(String operation, Map<String, List<String>> options) {
    return node.plan(operation, options);
  }

  Report create(String name) {
    return run("create-cluster", Map.of("cluster", List.of(name)));
  }

  Report create(String name, int maxReplicas) {
    return run(
        "create-cluster",
        Map.of("cluster", List.of(name), "max-replicas", List.of("" + maxReplicas)));
  }

  Query.Answer status(Map<String, List<String>> options) {
    return node.status(options);
  }

  @Override
  public void close() {
    node.close();
    route53.close();
    cloudWatch.close();
    rds.close();
  }
}
