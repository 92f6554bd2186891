package io.ec2cluster.rds;

import io.ec2cluster.rds.standin.StandInInstance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation on a fleet, and the actions of RDS without which it fails: a row of the table that a
 * policy is held against.
 *
 * @param name what it is
 * @param operation the operation
 * @param options its options
 * @param fleet what there is before
 * @param exitCode with what it ends when everything is allowed
 * @param needs the actions
 * @param hasReaders whether the cluster has a reader pool and drains: more than RDS is needed
 */
record Duty(
    String name,
    String operation,
    Map<String, List<String>> options,
    List<StandInInstance> fleet,
    int exitCode,
    List<String> needs,
    boolean hasReaders) {
  private static final String SMALL = "db.t3.micro";
  private static final String LARGE = "db.m5.large";
  private static final StandInInstance MASTER = StandInInstance.standalone("cluster1m01", SMALL);
  private static final StandInInstance LARGE_MASTER = MASTER.withClass(LARGE, Optional.empty());
  private static final StandInInstance FIRST =
      StandInInstance.replica("cluster1s01", "cluster1m01", SMALL);
  private static final StandInInstance SECOND =
      StandInInstance.replica("cluster1s02", "cluster1m01", SMALL);

  private static final String SECTION =
      "{clusters: {c: {master: {instance-id: cluster1m01, instance-class: %s, snapshot: nightly}, replicas: [{id: cluster1s01}, {id: cluster1s02}]%s}}}";
  private static final String READERS =
      ", pool: {name: replica.cluster1.example.com}, drain: {deadline: 10m}";

  static final List<Duty> ALL =
      List.of(
          new Duty(
              "status",
              "status",
              Map.of(),
              List.of(MASTER, FIRST),
              0,
              List.of("rds:DescribeDBInstances")),
          new Duty(
              "missing replicas",
              "create-cluster",
              create(Map.of()),
              List.of(MASTER),
              0,
              List.of(
                  "rds:DescribeDBInstances",
                  "rds:CreateDBInstanceReadReplica",
                  "rds:AddTagsToResource")),
          new Duty(
              "a missing master",
              "create-cluster",
              create(Map.of("max-replicas", List.of("1"), "restore", List.of())),
              List.of(),
              0,
              List.of("rds:RestoreDBInstanceFromDBSnapshot", "rds:AddTagsToResource")),
          new Duty(
              "another class",
              "create-cluster",
              create(Map.of("max-replicas", List.of("1"))),
              List.of(LARGE_MASTER, FIRST),
              0,
              List.of("rds:ModifyDBInstance")),
          new Duty(
              "fewer replicas",
              "apply",
              create(Map.of("max-replicas", List.of("1"))),
              List.of(MASTER, FIRST, SECOND),
              0,
              List.of("rds:DescribeDBInstances", "rds:DeleteDBInstance")),
          new Duty(
              "a class by hand",
              "modify-instance",
              Map.of("id", List.of("cluster1m01"), "instance-class", List.of(LARGE)),
              List.of(MASTER),
              0,
              List.of("rds:DescribeDBInstances", "rds:AddTagsToResource", "rds:ModifyDBInstance")),
          new Duty(
              "the configured class again",
              "modify-instance",
              Map.of("id", List.of("cluster1m01"), "as-configured", List.of()),
              List.of(LARGE_MASTER.withTag("ec2cluster:class", LARGE)),
              0,
              List.of("rds:RemoveTagsFromResource", "rds:ModifyDBInstance")),
          // Ends with the state in any case; without the action it says why it has no events.
          new Duty(
              "an instance in trouble",
              "create-cluster",
              create(Map.of("max-replicas", List.of("1"))),
              List.of(LARGE_MASTER.in("stopped"), FIRST),
              5,
              List.of("rds:DescribeEvents")),
          new Duty(
              "a promotion",
              "promote",
              Map.of("id", List.of("cluster1s01"), "yes", List.of()),
              List.of(MASTER, FIRST),
              0,
              List.of("rds:PromoteReadReplica")),
          new Duty(
              "fewer replicas, with readers",
              "create-cluster",
              create(Map.of("max-replicas", List.of("1"))),
              List.of(MASTER, FIRST, SECOND),
              0,
              List.of(
                  "route53:ListResourceRecordSets",
                  "route53:ChangeResourceRecordSets",
                  "cloudwatch:GetMetricData"),
              true));

  private Duty(
      String name,
      String operation,
      Map<String, List<String>> options,
      List<StandInInstance> fleet,
      int exitCode,
      List<String> needs) {
    this(name, operation, options, fleet, exitCode, needs, false);
  }

  /** The configuration; the cluster's snapshot is there. */
  String section() {
    return SECTION.formatted(SMALL, hasReaders ? READERS : "");
  }

  /** Copies what is mutable. */
  Duty {
    options = Map.copyOf(options);
    fleet = List.copyOf(fleet);
    needs = List.copyOf(needs);
  }

  private static Map<String, List<String>> create(Map<String, List<String>> more) {
    Map<String, List<String>> options = new HashMap<>(more);
    options.put("cluster", List.of("c"));
    return options;
  }

  @Override
  public String toString() {
    return name;
  }
}
