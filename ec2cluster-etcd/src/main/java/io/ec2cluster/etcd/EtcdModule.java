package io.ec2cluster.etcd;

import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
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
  public List<Operation<?>> operations() {
    return List.of(
        new Service<>(
            "run",
            "bring this node's etcd into the cluster, and keep it there until interrupted",
            NoOptions.class,
            Run::run),
        new Query<>("members", "show the members", NoOptions.class, Survey::members),
        new Query<>(
            "status",
            "show the group, the founding and the members, and what is not as it should be",
            NoOptions.class,
            Survey::status));
  }
}
