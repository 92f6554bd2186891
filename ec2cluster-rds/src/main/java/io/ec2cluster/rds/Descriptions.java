package io.ec2cluster.rds;

import io.ec2cluster.rds.DbInstance.Endpoint;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;
import software.amazon.awssdk.services.rds.model.Tag;

/** Reads RDS's descriptions, in which what does not apply is left out. */
final class Descriptions {
  private Descriptions() {}

  static DbInstance instance(DBInstance described) {
    return new DbInstance(
        described.dbInstanceIdentifier(),
        text(described.dbInstanceArn()).orElse(""),
        text(described.dbInstanceClass()).orElse(""),
        Optional.ofNullable(described.pendingModifiedValues())
            .map(PendingModifiedValues::dbInstanceClass),
        text(described.dbInstanceStatus()).orElse("unknown"),
        text(described.engine()).orElse(""),
        text(described.readReplicaSourceDBInstanceIdentifier()),
        described.readReplicaDBInstanceIdentifiers(),
        text(described.availabilityZone()),
        endpoint(described),
        tags(described),
        Optional.ofNullable(described.backupRetentionPeriod()).orElse(0),
        Boolean.TRUE.equals(described.deletionProtection()));
  }

  private static Map<String, String> tags(DBInstance described) {
    return described.tagList().stream()
        .collect(
            Collectors.toMap(
                Tag::key,
                tag -> Optional.ofNullable(tag.value()).orElse(""),
                (first, second) -> second));
  }

  /** There is none before the instance is ready. */
  private static Optional<Endpoint> endpoint(DBInstance described) {
    return Optional.ofNullable(described.endpoint())
        .filter(endpoint -> endpoint.address() != null && endpoint.port() != null)
        .map(endpoint -> new Endpoint(endpoint.address(), endpoint.port()));
  }

  private static Optional<String> text(String given) {
    return Optional.ofNullable(given).filter(value -> !value.isEmpty());
  }
}
