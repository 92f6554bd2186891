package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.etcd.snapshot.S3Place;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.TestSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Scheduled snapshots in S3, and a restore after every disk is lost: real etcd, moto. */
@Timeout(300)
@ExtendWith(MotoExtension.class)
class S3RestoreIT {
  private static final String REGION = "eu-west-1";
  private static final String A = "127.75.0.21";
  private static final String B = "127.75.0.22";
  private static final String C = "127.75.0.23";
  private static final Map<String, String> ALL = Map.of(A, A, B, B, C, C);
  private static final int KEYS = 500;

  @Test
  void everyKeyComesBackFromS3AfterAllDisksAreLost(MotoServer moto, @TempDir Path directory)
      throws IOException, InterruptedException {
    String bucket = "etcd-" + UUID.randomUUID();
    String group =
        "group: {members: [%s, %s, %s]}\n  snapshots: {every: 2s, to: s3://%s/backups, keep: 2}"
            .formatted(A, B, C, bucket);
    try (AwsCloud cloud = cloud(moto);
        NodeStage stage =
            new NodeStage(
                directory, "cloud: aws\ndns: {zone-id: Z1}", group, moto.environment(REGION))) {
      cloud.dynamoDb().create(Duration.ofMinutes(1), Time.system());
      S3Client s3 = S3Place.client(cloud);
      s3.createBucket(
          r -> r.bucket(bucket).createBucketConfiguration(c -> c.locationConstraint(REGION)));
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);
      stage.awaitMembers(ALL);
      for (int i = 0; i < KEYS; i++) {
        stage.api(A).put("key-" + i, "value-" + i);
      }
      List<String> before = keys(s3, bucket);
      Eventually.holds(
          "a snapshot was taken after the last key",
          NodeStage.PATIENCE,
          () -> {
            List<String> now = keys(s3, bucket);
            return now.size() == 2 && now.stream().noneMatch(before::contains);
          });
      NodeStage.Answer asked = stage.ask("snapshot", "i-2", B, "s3://" + bucket + "/by-hand");
      assertThat(asked.exitCode()).as(asked.json()).isZero();
      for (String node : List.of("i-1", "i-2", "i-3")) {
        stage.kill(node);
        OwnedFiles.deleteTree(stage.data(node));
      }
      List<String> kept = keys(s3, bucket);
      String newest = kept.get(kept.size() - 1);

      NodeStage.Answer restored = stage.ask("restore", "i-2", B, "s3://" + bucket + "/" + newest);
      assertThat(restored.exitCode()).as(restored.json()).isZero();
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);

      stage.awaitMembers(ALL);
      for (int i = 0; i < KEYS; i++) {
        assertThat(stage.api(C).get("key-" + i)).contains("value-" + i);
      }
    }
  }

  private static List<String> keys(S3Client s3, String bucket) {
    return s3.listObjectsV2(r -> r.bucket(bucket).prefix("backups/")).contents().stream()
        .map(S3Object::key)
        .sorted()
        .toList();
  }

  private static AwsCloud cloud(MotoServer moto) {
    return AwsCloud.builder(TestSettings.onAws())
        .environment(moto.environment(REGION))
        .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-test")))
        .build();
  }
}
