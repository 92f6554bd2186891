package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Report;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;

/** The whole surface against moto, which knows the forms of requests and answers. */
@ExtendWith(MotoExtension.class)
class MotoIT {
  private static final String REGION = "eu-west-1";
  private static final String SECTION =
      """
      {clusters: {c: {
         master: {instance-id: moto-m1, instance-class: db.t3.micro, snapshot: moto-snap, multi-az: true, port: 3307,
                  auto-minor-version-upgrade: false, tags: {team: data}},
         replicas: [{id: moto-s1, instance-class: db.t3.micro, zone: eu-west-1a, port: 3307, tags: {team: data}},
                    {id: moto-s2, auto-minor-version-upgrade: false}]}}}
      """
          .replace("\n", " ");

  @Test
  void lifeOfACluster(MotoServer moto) {
    try (RdsClient rds = client(moto);
        RdsNode node = new RdsNode(SECTION, moto.environment(REGION), new FakeTime(), 1)) {
      makeSnapshot(rds);

      Report created =
          node.run("create-cluster", Map.of("cluster", List.of("c"), "restore", List.of()));
      assertThat(created.message()).startsWith("done");
      assertThat(ids(rds)).contains("moto-m1", "moto-s1", "moto-s2");
      assertThat(node.ask("status", Map.of()).exitCode()).isZero();

      Report modified =
          node.run(
              "modify-instance",
              Map.of("id", List.of("moto-s1"), "instance-class", List.of("db.m5.large")));
      assertThat(modified.message()).startsWith("done");
      assertThat(node.run("create-cluster", Map.of("cluster", List.of("c"))).message())
          .startsWith("already so");
      assertThat(node.ask("status", Map.of("cluster", List.of("c"))).text())
          .contains("db.m5.large (kept)");
      Report configured =
          node.run("modify-instance", Map.of("id", List.of("moto-s1"), "as-configured", List.of()));
      assertThat(configured.message()).startsWith("done");

      Report fewer =
          node.run("apply", Map.of("cluster", List.of("c"), "max-replicas", List.of("1")));
      assertThat(fewer.message()).startsWith("done");
      assertThat(ids(rds)).contains("moto-m1", "moto-s1").doesNotContain("moto-s2");
    }
  }

  private static void makeSnapshot(RdsClient rds) {
    rds.createDBInstance(
        request ->
            request
                .dbInstanceIdentifier("moto-origin")
                .engine("mysql")
                .dbInstanceClass("db.t3.micro")
                .allocatedStorage(20)
                .backupRetentionPeriod(1)
                .masterUsername("root")
                .masterUserPassword("not-a-secret"));
    rds.createDBSnapshot(
        request -> request.dbInstanceIdentifier("moto-origin").dbSnapshotIdentifier("moto-snap"));
  }

  private static List<String> ids(RdsClient rds) {
    return rds.describeDBInstances().dbInstances().stream()
        .map(instance -> instance.dbInstanceIdentifier())
        .toList();
  }

  private static RdsClient client(MotoServer moto) {
    return RdsClient.builder()
        .endpointOverride(moto.endpoint())
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("testing", "testing")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }
}
