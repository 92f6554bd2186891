package io.ec2cluster.etcd;

import com.google.common.base.Suppliers;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.etcd.snapshot.DirectoryPlace;
import io.ec2cluster.etcd.snapshot.S3Place;
import io.ec2cluster.etcd.snapshot.SnapshotAddress;
import io.ec2cluster.etcd.snapshot.SnapshotPlace;
import io.ec2cluster.etcd.snapshot.SnapshotTool;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Path;

/** What snapshots need, made from the settings. */
final class SnapshotParts {
  private final OperationContext context;
  private final EtcdSettings settings;

  SnapshotParts(OperationContext context) {
    this.context = context;
    this.settings = context.settings(EtcdSettings.class);
  }

  /** etcd's program for snapshots. */
  SnapshotTool tool() {
    return SnapshotTool.find(settings.snapshotTool(), settings.binary(), context.commands());
  }

  /** Where an address is. */
  SnapshotPlace place(SnapshotAddress address) {
    if (address.bucket().isEmpty()) {
      return new DirectoryPlace(Path.of(address.folder()));
    }
    AwsCloud aws =
        context
            .cloud()
            .as(AwsCloud.class)
            .orElseThrow(
                () ->
                    new UsageException(
                        "%s: found with cloud: %s; expected cloud: aws, or a file"
                            .formatted(address, context.cloud().id())));
    return new S3Place(
        Suppliers.memoize(() -> S3Place.client(aws)),
        aws.retry(),
        address.bucket().get(),
        address.folder());
  }
}
