package io.ec2cluster.local;

import io.ec2cluster.UsageException;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.metadata.MetadataSource;
import java.util.Optional;

/** The metadata, read when it is first asked for, once. Safe for use by several threads. */
final class LazyMetadata {
  private final Optional<MetadataSource> source;
  private Optional<InstanceMetadata> read = Optional.empty();

  LazyMetadata(Optional<MetadataSource> source) {
    this.source = source;
  }

  synchronized InstanceMetadata get() {
    if (read.isEmpty()) {
      read = Optional.of(source.orElseThrow(LazyMetadata::noSource).read());
    }
    return read.get();
  }

  private static UsageException noSource() {
    return new UsageException(
        "no instance metadata: the local back end asks no metadata service; pass --metadata FILE or"
            + " set EC2CLUSTER_METADATA (a JSON object with at least \"instance-id\" and"
            + " \"local-ipv4\")");
  }
}
