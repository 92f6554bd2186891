package io.ec2cluster.etcd;

import io.ec2cluster.demo.Demonstration;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.etcd.demo.EtcdDemo;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Query;
import io.ec2cluster.spi.Service;
import java.util.List;

/** etcd: a group of instances becomes one cluster, and stays one. */
public final class EtcdModule implements EngineModule {
  @Override
  public String id() {
    return "etcd";
  }

  @Override
  public String summary() {
    return "etcd: a group of instances becomes one cluster, and stays one";
  }

  @Override
  public Class<? extends Record> settings() {
    return EtcdSettings.class;
  }

  /** The founding record, and whose turn it is. */
  @Override
  public boolean coordinates() {
    return true;
  }

  @Override
  public List<Inspection> inspections(OperationContext context) {
    return new EtcdInspections(context, Machine.current()).all();
  }

  @Override
  public List<Operation<?>> operations() {
    return List.of(
        new Service<>(
            "run",
            "bring this node's etcd into the cluster, and keep it there until interrupted",
            NoOptions.class,
            Run::run),
        new Change<>(
            "leave",
            "give up this node's membership, where the others are a quorum without it",
            NoOptions.class,
            Leave::plan),
        new Change<>(
            "upgrade",
            "restart this node's etcd, or that of every member in turn, with the program that is installed",
            UpgradeOptions.class,
            Upgrade::plan),
        new Change<>(
            "snapshot",
            "take a snapshot and try it, into a file or S3",
            SnapshotOptions.class,
            SnapshotCommand::plan),
        new Change<>(
            "restore",
            "make the cluster anew on this node from a snapshot, where no quorum answers any more",
            RestoreOptions.class,
            RestoreCommand::plan),
        new Change<>(
            "refound",
            "give up a cluster whose data is lost; 'etcd run' founds it anew, empty",
            RefoundOptions.class,
            RefoundCommand::plan),
        new Query<>("members", "show the members", NoOptions.class, Survey::members),
        new Query<>(
            "status",
            "show the group, the founding and the members, and what is not as it should be",
            NoOptions.class,
            Survey::status),
        Demonstration.operation(new EtcdDemo(Machine.current(), System.getenv())));
  }
}
