package io.ec2cluster.rds;

import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Query;
import java.util.List;

/** RDS: a master and as many read replicas as are asked for. */
public final class RdsModule implements EngineModule {
  private static final String SIZE = "make a master have as many replicas as asked for";

  @Override
  public String id() {
    return "rds";
  }

  @Override
  public String summary() {
    return "RDS: as many read replicas of a master as asked for, by one command";
  }

  @Override
  public Class<? extends Record> settings() {
    return RdsSettings.class;
  }

  @Override
  public List<Inspection> inspections(OperationContext context) {
    return RdsInspections.of(context);
  }

  @Override
  public List<Operation<?>> operations() {
    return List.of(
        new Change<>("create-cluster", SIZE, CreateClusterOptions.class, CreateCluster::plan),
        new Change<>(
            "apply", "the same as create-cluster", CreateClusterOptions.class, CreateCluster::plan),
        new Change<>(
            "modify-instance",
            "give an instance another class, and keep it",
            ModifyInstanceOptions.class,
            ModifyInstance::plan),
        new Change<>(
            "promote",
            "make a replica an instance of its own, for good",
            PromoteOptions.class,
            Promote::plan),
        new Change<>(
            "haproxy",
            "write the HAProxy file of a cluster's readers, and reload it if it changed",
            HaproxyOptions.class,
            HaproxyChange::plan),
        new Query<>(
            "schedule",
            "print the table of sizes by the hour for cron or systemd",
            ScheduleOptions.class,
            Schedule::answer),
        new Query<>(
            "status",
            "show the instances of a cluster, or of all",
            StatusOptions.class,
            Status::answer));
  }
}
