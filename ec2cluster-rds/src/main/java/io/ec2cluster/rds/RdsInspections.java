package io.ec2cluster.rds;

import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.spi.OperationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code doctor} looks at for the configured clusters. */
final class RdsInspections {
  private RdsInspections() {}

  /** Clusters of a file that only the command line names are not known here. */
  static List<Inspection> of(OperationContext context) {
    List<Inspection> inspections = new ArrayList<>();
    ConfiguredClusters.of(context.settings(RdsSettings.class), Optional.empty())
        .byName()
        .forEach(
            (name, settings) ->
                inspections.add(
                    new Inspection(
                        "cluster " + name,
                        "allow rds:DescribeDBInstances (docs/rds.md), and check the region",
                        () -> look(context, settings))));
    inspections.add(
        Inspection.ofWrites(
            "rds:CreateDBInstanceReadReplica, ModifyDBInstance,"
                + " DeleteDBInstance and the others of docs/iam/rds.json"));
    return inspections;
  }

  private static Finding look(OperationContext context, RdsClusterSettings settings) {
    Fleet fleet = new FleetReader(RdsAccess.open(context, settings.region()), settings).read();
    String masterId = settings.master().instanceId();
    return fleet
        .master()
        .map(
            master ->
                master.isInTrouble()
                    ? Finding.problem(masterId + " is " + master.state(), "see RDS's own events")
                    : Finding.ok(
                        "%s is %s; replicas: %d"
                            .formatted(masterId, master.state(), fleet.others().size())))
        .orElseGet(
            () ->
                Finding.warning(
                    "there is no master " + masterId,
                    "check its id and region; 'rds create-cluster' tells what it would do"));
  }
}
