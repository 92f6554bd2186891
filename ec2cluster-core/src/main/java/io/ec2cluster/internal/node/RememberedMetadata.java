package io.ec2cluster.internal.node;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.metadata.MetadataSource;
import java.util.Optional;

/**
 * Asks a source once, and remembers a failure too: off EC2 each further question would cost the
 * whole deadline again. Safe for use by several threads.
 */
final class RememberedMetadata implements MetadataSource {
  private final MetadataSource source;
  private Optional<InstanceMetadata> found = Optional.empty();
  private Optional<Ec2ClusterException> failure = Optional.empty();

  RememberedMetadata(MetadataSource source) {
    this.source = source;
  }

  @Override
  public synchronized InstanceMetadata read() {
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (found.isEmpty()) {
      found = Optional.of(ask());
    }
    return found.get();
  }

  private InstanceMetadata ask() {
    try {
      return source.read();
    } catch (Ec2ClusterException e) {
      failure = Optional.of(e);
      throw e;
    }
  }
}
