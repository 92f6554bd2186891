package io.ec2cluster.e2e;

import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.Route53StandIn;
import io.ec2cluster.testing.standin.Route53Zone;
import io.ec2cluster.testing.standin.TestSecrets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;

/** What stands for AWS: a strict Route 53 of one test, and the EC2 of moto. */
final class AwsStage implements AutoCloseable {
  private static final String REGION = "eu-west-1";

  private final MotoServer moto;
  private final Route53StandIn route53 = Route53StandIn.start();
  private final Route53Zone zone = route53.createZone("Z1", "example.com", false);
  private final Ec2Client ec2;

  AwsStage(MotoServer moto) {
    this.moto = moto;
    this.ec2 =
        Ec2Client.builder()
            .endpointOverride(moto.endpoint())
            .region(Region.of(REGION))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("testing", "testing")))
            .build();
  }

  /** What the processes of nodes need in their environment. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_ROUTE_53",
        route53.endpoint().toString(),
        "AWS_ENDPOINT_URL_EC2",
        moto.endpoint().toString(),
        "AWS_ACCESS_KEY_ID",
        "testing",
        "AWS_SECRET_ACCESS_KEY",
        TestSecrets.MARK,
        "AWS_REGION",
        REGION);
  }

  /** Runs instances; their ids. */
  List<String> runInstances(int count) {
    return Stream.of(
            ec2.runInstances(
                    request -> request.imageId("ami-12c6146b").minCount(count).maxCount(count))
                .instances())
        .flatMap(List::stream)
        .map(Instance::instanceId)
        .toList();
  }

  /** Terminates an instance, which moto does at once. */
  void terminate(String instance) {
    ec2.terminateInstances(request -> request.instanceIds(instance));
  }

  /** The metadata that a node there has beside its id and addresses. */
  static Map<String, String> metadata() {
    return Map.of("account-id", "123456789012", "placement/region", REGION);
  }

  Route53StandIn route53() {
    return route53;
  }

  Route53Zone zone() {
    return zone;
  }

  @Override
  public void close() {
    ec2.close();
    route53.close();
  }
}
