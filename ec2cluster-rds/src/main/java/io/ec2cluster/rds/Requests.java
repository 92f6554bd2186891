package io.ec2cluster.rds;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceReadReplicaRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.Tag;

/** Writes RDS's requests: what is not configured is left out of them. */
final class Requests {
  private Requests() {}

  static RestoreDbInstanceFromDbSnapshotRequest restore(
      MasterSettings master, String snapshot, Map<String, String> tags) {
    RestoreDbInstanceFromDbSnapshotRequest.Builder request =
        RestoreDbInstanceFromDbSnapshotRequest.builder()
            .dbInstanceIdentifier(master.instanceId())
            .dbSnapshotIdentifier(snapshot)
            .tags(tags(tags));
    master.instanceClass().ifPresent(request::dbInstanceClass);
    master.multiAz().ifPresent(request::multiAZ);
    master.zone().ifPresent(request::availabilityZone);
    master.subnetGroup().ifPresent(request::dbSubnetGroupName);
    master.port().ifPresent(request::port);
    master.autoMinorVersionUpgrade().ifPresent(request::autoMinorVersionUpgrade);
    return request.build();
  }

  static CreateDbInstanceReadReplicaRequest create(
      ReplicaSettings replica, String source, Map<String, String> tags) {
    CreateDbInstanceReadReplicaRequest.Builder request =
        CreateDbInstanceReadReplicaRequest.builder()
            .dbInstanceIdentifier(replica.id())
            .sourceDBInstanceIdentifier(source)
            .tags(tags(tags));
    replica.instanceClass().ifPresent(request::dbInstanceClass);
    replica.zone().ifPresent(request::availabilityZone);
    replica.port().ifPresent(request::port);
    replica.autoMinorVersionUpgrade().ifPresent(request::autoMinorVersionUpgrade);
    return request.build();
  }

  private static List<Tag> tags(Map<String, String> tags) {
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
  }
}
