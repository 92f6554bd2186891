package io.ec2cluster.elb;

import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Query;
import java.util.List;

/** Restarts behind load balancers, as many at the same time as a quorum allows. */
public final class ElbModule implements EngineModule {
  @Override
  public String id() {
    return "elb";
  }

  @Override
  public String summary() {
    return "restart behind load balancers, as many at a time as a quorum allows";
  }

  @Override
  public Class<? extends Record> settings() {
    return ElbSettings.class;
  }

  /** The ledgers, and what is to be put back. */
  @Override
  public boolean coordinates() {
    return true;
  }

  @Override
  public boolean worksOnNode() {
    return true;
  }

  @Override
  public List<Inspection> inspections(OperationContext context) {
    return new ElbInspections(context, Machine.current()).all();
  }

  @Override
  public List<Operation<?>> operations() {
    return List.of(
        new Change<>(
            "restart",
            "restart a service of this instance, out of its load balancers meanwhile",
            RestartOptions.class,
            Restart::plan),
        new Change<>(
            "register",
            "put this instance into its load balancers, and keep it out no more",
            RegisterOptions.class,
            Registration::register),
        new Change<>(
            "deregister",
            "take this instance out of its load balancers until it is registered",
            DeregisterOptions.class,
            Restart::deregister),
        new Change<>(
            "repair",
            "put this instance back where an ended restart has left it out",
            LedgerOptions.class,
            Registration::repair),
        new Change<>(
                "roll",
                "restart a service of every instance from here, through 'remote'",
                RollOptions.class,
                Roll::plan)
            .onOtherNodes(),
        new Query<>(
            "count",
            "show who is in service, who is out, and whether this instance may leave now",
            LedgerOptions.class,
            Count::answer));
  }
}
