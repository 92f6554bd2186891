package io.ec2cluster.e2e;

import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.testing.standin.Ec2StandIn;
import io.ec2cluster.testing.standin.Route53StandIn;
import io.ec2cluster.testing.standin.Route53Zone;
import io.ec2cluster.testing.standin.TestSecrets;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What stands for AWS where instances are stopped: a strict Route 53, and an EC2 whose
 * StopInstances ends what runs there.
 */
final class FencingStage implements AutoCloseable {
  private static final String REGION = "eu-west-1";

  private final Route53StandIn route53 = Route53StandIn.start();
  private final Route53Zone zone = route53.createZone("Z1", "example.com", false);
  private final Ec2StandIn ec2;

  FencingStage(Consumer<String> powerOff) {
    this.ec2 = Ec2StandIn.start(powerOff);
  }

  /** What the processes of nodes need in their environment. */
  Map<String, String> environment() {
    return environment(route53.endpoint(), ec2.endpoint());
  }

  /** The same, by way of other endpoints. */
  static Map<String, String> environment(URI route53, URI ec2) {
    return Map.of(
        "AWS_ENDPOINT_URL_ROUTE_53",
        route53.toString(),
        "AWS_ENDPOINT_URL_EC2",
        ec2.toString(),
        "AWS_ACCESS_KEY_ID",
        "testing",
        "AWS_SECRET_ACCESS_KEY",
        TestSecrets.MARK,
        "AWS_REGION",
        REGION);
  }

  /** The zone as lines of a zone file. */
  String zone() {
    return zone.contents().stream().map(FencingStage::lines).collect(Collectors.joining());
  }

  private static String lines(RecordSet set) {
    List<String> values = set.values();
    return values.stream()
        .map(
            value ->
                "%s %d IN %s %s%n"
                    .formatted(
                        set.name().absolute(), set.ttl().toSeconds(), set.type().name(), value))
        .collect(Collectors.joining());
  }

  Route53StandIn route53() {
    return route53;
  }

  Ec2StandIn ec2() {
    return ec2;
  }

  @Override
  public void close() {
    ec2.close();
    route53.close();
  }
}
