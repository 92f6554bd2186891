package io.ec2cluster.internal.role;

import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Presence;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;

/** Tells the back end of the engine's life around the steps of a plan. */
final class EnginePresence {
  private final Presence presence;
  private final EngineNode node;

  EnginePresence(OperationContext context, EngineNode node) {
    this.presence = context.cloud().presence(context.cluster());
    this.node = node;
  }

  /** Steps that may start the engine, each announced before it acts. */
  List<Step> announced(List<Step> starts) {
    return starts.stream().map(this::announced).toList();
  }

  private Step announced(Step start) {
    Action action = start.action();
    return start.withAction(
        step -> {
          presence.startingEngine();
          action.run(step);
        });
  }

  /** Lets a plan tell on every way out whether the engine runs. */
  void toldBy(Plan.Builder plan) {
    if (presence != Presence.none()) {
      plan.finalizer("tell whether the engine runs", this::tell);
    }
  }

  private void tell(StepContext step) {
    Probe probe = node.probe();
    switch (probe.running()) {
      case NO -> presence.engineStopped();
      case YES -> presence.engineRuns(probe.pid());
      case UNKNOWN -> step.progress("whether the engine runs is not known: " + probe.description());
    }
  }
}
