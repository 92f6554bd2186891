package io.ec2cluster.etcd.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.TestSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** Over the real SDK: moto's S3, and answers that get lost. */
@ExtendWith(MotoExtension.class)
class S3PlaceIT {
  private static final String CONTENT = "a snapshot";

  private final String bucket = "bucket-" + UUID.randomUUID();
  private final Path directory;
  private final Path file;
  private final SnapshotFacts facts;
  private final MotoServer moto;
  private final List<AutoCloseable> open = new ArrayList<>();

  S3PlaceIT(MotoServer moto, @TempDir Path directory) throws IOException {
    this.moto = moto;
    this.directory = directory;
    file = Files.writeString(directory.resolve("snapshot"), CONTENT);
    facts =
        new SnapshotFacts(
            Hashing.sha256().hashString(CONTENT, StandardCharsets.UTF_8).toString(),
            CONTENT.length(),
            42,
            7,
            "cafe",
            "3.4.23",
            Instant.parse("2026-11-22T04:05:06Z"));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private AwsCloud cloud(Map<String, String> environment) {
    AwsCloud cloud =
        AwsCloud.builder(TestSettings.onAws())
            .environment(environment)
            .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-self")))
            .time(new FakeTime())
            .build();
    open.add(cloud);
    return cloud;
  }

  private S3Place place(AwsCloud cloud, String prefix) {
    S3Client client = S3Place.client(cloud);
    return new S3Place(() -> client, cloud.retry(), bucket, prefix);
  }

  @Test
  void objectsAreKeptWithWhatIsKnownOfThemListedFetchedAndRemoved() throws IOException {
    AwsCloud cloud = cloud(moto.environment("eu-west-1"));
    S3Place.client(cloud)
        .createBucket(
            r ->
                r.bucket(bucket).createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
    S3Place place = place(cloud, "etcd/prod/");
    S3Place deeper = place(cloud, "etcd/prod/deeper/");

    place.keep("one", file, facts);
    deeper.keep("two", file, facts);

    assertThat(place.names()).containsExactly("one");
    assertThatThrownBy(() -> place.keep("one", file, facts))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("s3://" + bucket + "/etcd/prod/one exists");
    Path copy = directory.resolve("copy");
    assertThat(place.fetch("one", copy)).contains(facts);
    assertThat(copy).hasContent(CONTENT);
    assertThatThrownBy(() -> place.fetch("none", directory.resolve("other")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no object s3://" + bucket + "/etcd/prod/none");
    place.remove("one");
    place.remove("one");
    assertThat(place.names()).isEmpty();
    assertThat(deeper.names()).containsExactly("two");
  }

  @Test
  void whatS3DoesNotTakeInOnePieceIsRefusedBeforeItIsSent() {
    S3Place place = place(cloud(moto.environment("eu-west-1")), "");
    SnapshotFacts large =
        new SnapshotFacts(facts.sha256(), (5L << 30) + 1, 1, 1, "cafe", "3.4.23", facts.time());

    assertThatThrownBy(() -> place.keep("large", file, large))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("5 GiB");
  }

  /** Answers by a script: a status, or nothing. */
  private S3Place scripted(Deque<Integer> statuses, List<String> calls) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            calls.add(exchange.getRequestMethod());
            answer(exchange, statuses.isEmpty() ? 200 : statuses.remove());
          }
        });
    server.start();
    open.add(() -> server.stop(0));
    return place(
        cloud(
            Map.of(
                "AWS_ENDPOINT_URL_S3",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "AWS_REGION",
                "eu-west-1",
                "AWS_ACCESS_KEY_ID",
                "test",
                "AWS_SECRET_ACCESS_KEY",
                "test")),
        "");
  }

  private void answer(HttpExchange exchange, int status) throws IOException {
    if (status == 0) {
      return;
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("x-amz-meta-sha256", facts.sha256());
    }
    String code =
        Map.of(403, "AccessDenied", 412, "PreconditionFailed", 503, "SlowDown")
            .getOrDefault(status, "");
    byte[] body =
        code.isEmpty()
            ? new byte[0]
            : "<Error><Code>%s</Code><Message>no</Message></Error>"
                .formatted(code)
                .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Test
  void aPutWhoseAnswerWasLostIsKnownByItsHash() throws IOException {
    List<String> calls = new ArrayList<>();
    S3Place place = scripted(new ArrayDeque<>(List.of(0, 412, 200)), calls);

    place.keep("one", file, facts);

    assertThat(calls).containsExactly("PUT", "PUT", "HEAD");
  }

  @Test
  void aThrottledPutIsRepeatedAndADeniedOneNamesThePermission() throws IOException {
    List<String> calls = new ArrayList<>();
    scripted(new ArrayDeque<>(List.of(503, 503, 200)), calls).keep("one", file, facts);
    assertThat(calls).containsExactly("PUT", "PUT", "PUT");

    S3Place denied = scripted(new ArrayDeque<>(List.of(403)), new ArrayList<>());
    assertThatThrownBy(() -> denied.keep("one", file, facts))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("s3:PutObject");
  }
}
