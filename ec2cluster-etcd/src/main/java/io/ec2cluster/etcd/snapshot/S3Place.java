package io.ec2cluster.etcd.snapshot;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.aws.AwsRetry;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The objects of a bucket whose keys begin alike. A PutObject appears whole or not at all (S3 user
 * guide, "Amazon S3 data consistency model"), and S3 checks its SHA-256.
 */
public final class S3Place implements SnapshotPlace {
  /** What one PutObject takes; more would need a multi-part upload. */
  private static final long LARGEST = 5L << 30;

  private static final int PRECONDITION_FAILED = 412;

  private final Supplier<S3Client> client;
  private final AwsRetry retry;
  private final String bucket;
  private final String prefix;

  /**
   * A place.
   *
   * @param prefix what the keys begin with: nothing, or up to a slash
   */
  public S3Place(Supplier<S3Client> client, AwsRetry retry, String bucket, String prefix) {
    this.client = client;
    this.retry = retry;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /** The client that the cloud's settings lead to; the bucket may be in another region. */
  public static S3Client client(AwsCloud aws) {
    return aws.clients()
        .regional(
            "S3",
            S3Client.builder()
                .crossRegionAccessEnabled(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED));
  }

  private String uri(String name) {
    return "s3://" + bucket + "/" + prefix + name;
  }

  @Override
  public void keep(String name, Path file, SnapshotFacts facts) {
    if (facts.size() > LARGEST) {
      throw new EnvironmentException(
          "the snapshot has %d bytes, and %s takes 5 GiB in one piece: keep it in a directory (etcd's own advice is 8 GiB at most; compaction and defragmentation make it smaller)"
              .formatted(facts.size(), uri(name)));
    }
    AwsCall call = AwsCall.changing("put " + uri(name), "s3:PutObject");
    String checksum = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(facts.sha256()));
    retry.run(
        call,
        earlier -> {
          try {
            return client
                .get()
                .putObject(
                    r ->
                        r.bucket(bucket)
                            .key(prefix + name)
                            .ifNoneMatch("*")
                            .checksumSHA256(checksum)
                            .metadata(facts.toMap()),
                    RequestBody.fromFile(file));
          } catch (S3Exception refused) {
            // Ours, if an attempt before was carried out and its answer lost.
            boolean ours =
                refused.statusCode() == PRECONDITION_FAILED
                    && earlier.failed() > 0
                    && facts.sha256().equals(sha256Of(name));
            if (refused.statusCode() == PRECONDITION_FAILED && !ours) {
              throw new RefusedException(
                  uri(name) + " exists: nothing is overwritten, choose another name");
            }
            if (!ours) {
              throw refused;
            }
            return facts;
          }
        });
  }

  private String sha256Of(String name) {
    return SnapshotFacts.of(
            client.get().headObject(r -> r.bucket(bucket).key(prefix + name)).metadata())
        .sha256();
  }

  @Override
  public List<String> names() {
    AwsCall call = AwsCall.reading("list " + uri(""), "s3:ListBucket");
    return retry.run(
        call,
        earlier ->
            client
                .get()
                .listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix).delimiter("/"))
                .contents()
                .stream()
                .map(object -> object.key().substring(prefix.length()))
                .toList());
  }

  @Override
  public Optional<SnapshotFacts> fetch(String name, Path to) {
    AwsCall call = AwsCall.reading("get " + uri(name), "s3:GetObject");
    GetObjectResponse answer =
        retry.run(
            call,
            earlier -> {
              clear(to);
              try {
                return client
                    .get()
                    .getObject(
                        r -> r.bucket(bucket).key(prefix + name), ResponseTransformer.toFile(to));
              } catch (NoSuchKeyException missing) {
                throw new UsageException(
                    "there is no object " + uri(name) + ": expected a snapshot", missing);
              }
            });
    return Optional.of(answer.metadata())
        .filter(metadata -> metadata.containsKey("sha256"))
        .map(SnapshotFacts::of);
  }

  /** What an attempt before has left. */
  private static void clear(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw OwnedFiles.failed("deleting", file, failure);
    }
  }

  @Override
  public void remove(String name) {
    AwsCall call = AwsCall.changing("delete " + uri(name), "s3:DeleteObject");
    retry.run(call, earlier -> client.get().deleteObject(r -> r.bucket(bucket).key(prefix + name)));
  }
}
