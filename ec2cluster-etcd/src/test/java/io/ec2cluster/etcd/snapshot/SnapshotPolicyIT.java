package io.ec2cluster.etcd.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.PolicyLink;
import io.ec2cluster.testing.standin.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** The documentation's policy for snapshots: enough, and nothing in it is superfluous. */
@ExtendWith(MotoExtension.class)
class SnapshotPolicyIT {
  private static final String REGION = "eu-west-1";
  private static final String CONTENT = "a snapshot";

  private final String bucket = "bucket-" + UUID.randomUUID();
  private final Path directory;
  private final PolicyLink link;
  private final AwsCloud cloud;

  SnapshotPolicyIT(MotoServer moto, @TempDir Path directory) throws IOException {
    this.directory = directory;
    try (AwsCloud admin = cloud(moto.environment(REGION))) {
      S3Place.client(admin)
          .createBucket(
              r -> r.bucket(bucket).createBucketConfiguration(c -> c.locationConstraint(REGION)));
    }
    this.link = new PolicyLink(moto, policy(), REGION);
    this.cloud = cloud(link.environment());
  }

  private static AwsCloud cloud(Map<String, String> environment) {
    return AwsCloud.builder(TestSettings.onAws())
        .environment(environment)
        .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-self")))
        .time(new FakeTime())
        .build();
  }

  private IamPolicy policy() throws IOException {
    return IamPolicy.read(
        Path.of("..", "docs", "iam", "etcd-snapshots.json"),
        Map.of("BUCKET", bucket, "PREFIX", "etcd/prod"));
  }

  @AfterEach
  void close() {
    cloud.close();
    link.close();
  }

  /** One snapshot from its upload to its removal. */
  private void work(String prefix) throws IOException {
    S3Client client = S3Place.client(cloud);
    S3Place place = new S3Place(() -> client, cloud.retry(), bucket, prefix);
    Path file = Files.writeString(directory.resolve("snapshot"), CONTENT);
    place.keep(
        "one",
        file,
        new SnapshotFacts(
            Hashing.sha256().hashString(CONTENT, StandardCharsets.UTF_8).toString(),
            CONTENT.length(),
            42,
            7,
            "cafe",
            "3.4.23",
            Instant.parse("2026-11-22T04:05:06Z")));
    assertThat(place.names()).containsExactly("one");
    place.fetch("one", directory.resolve("copy"));
    place.remove("one");
    assertThat(place.names()).isEmpty();
  }

  @Test
  void policyIsEnough() throws IOException {
    work("etcd/prod/");

    assertThat(directory.resolve("copy")).hasContent(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3:PutObject", "s3:ListBucket", "s3:GetObject", "s3:DeleteObject"})
  void actionThatIsMissingIsNamed(String action) throws IOException {
    assertThat(policy().actions()).hasSize(4);
    link.enforce(policy().without(action));

    assertThatThrownBy(() -> work("etcd/prod/"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission " + action + " on ");
  }

  @Test
  void nothingIsKeptElsewhereInTheBucket() {
    assertThatThrownBy(() -> work("other/"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission s3:PutObject on ");
  }
}
