package io.ec2cluster.internal.role;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Decision;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleElection;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.Tenure;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a primary that wanted to hand its role over goes on as the primary: the record decides
 * whether it may. Holds the tenure that it gets back.
 */
final class WayBack {
  private final OperationContext context;
  private final EngineNode node;
  private final Candidate candidate;
  private final RoleElection election;
  private final RoleSteps steps;
  private final Duration deadline;
  private Optional<Tenure> tenure = Optional.empty();

  WayBack(
      OperationContext context,
      EngineNode node,
      Candidate candidate,
      RoleElection election,
      RoleSteps steps,
      Duration deadline) {
    this.context = context;
    this.node = node;
    this.candidate = candidate;
    this.election = election;
    this.steps = steps;
    this.deadline = deadline;
  }

  /** Begins the handover: whatever fails from here on, this node goes on as the primary. */
  Step open() {
    return Step.named("keep the way back open")
        .description("Go on as the primary if the handover fails from here on")
        .undo(this::resume)
        .action(step -> steps.announceWork());
  }

  /** What this node is again; empty while it has not taken its role back. */
  Optional<Assignment> assignment() {
    return tenure.map(
        held -> {
          RoleRecord record = held.record();
          return new Assignment(
              Role.PRIMARY,
              record.epoch(),
              false,
              context.names(),
              RoleSteps.location(Leader.of(record)));
        });
  }

  private void resume(StepContext step) throws InterruptedException {
    if (tenure.filter(Tenure::isPublished).isPresent()) {
      return;
    }
    if (!isWonBack(step)) {
      step.note("the role went to another node: run 'ec2cluster handover' again to follow it");
      return;
    }
    for (Step start : asPrimary()) {
      if (start.check().state(step) != Check.State.DONE) {
        start.action().run(step);
      }
    }
    step.note("this node goes on as the primary");
  }

  private boolean isWonBack(StepContext step) throws InterruptedException {
    Decision decision = election.decide(Optional.empty(), deadline, step::progress);
    if (decision instanceof Decision.Won won) {
      tenure = Optional.of(won.tenure());
    }
    return decision instanceof Decision.Won;
  }

  /** The role that nobody has taken up is this node's again; the plan ends with exit code 4. */
  void taken(Plan.Builder plan) {
    plan.step(
            Step.named("take the role back")
                .description("Claim the role record again, which nobody has taken up")
                .action(this::take))
        .steps(asPrimary())
        .step(
            Step.named("say that nobody took the role")
                .description("End with exit code 4")
                .action(
                    step -> {
                      throw new DeadlineException(
                          "nobody took the role within "
                              + deadline.toSeconds()
                              + " s: this node is the primary again. Running again is safe");
                    }));
  }

  private void take(StepContext step) throws InterruptedException {
    if (!isWonBack(step)) {
      throw new EnvironmentException(
          "the role was taken after all: run 'ec2cluster handover' again, which"
              + " brings this node back as a replica");
    }
    context.reportRole(Role.PRIMARY, tenure.orElseThrow().record().epoch());
  }

  private List<Step> asPrimary() {
    Supplier<Assignment> assignment = () -> assignment().orElseThrow();
    List<Step> all = new ArrayList<>(steps.start(Role.PRIMARY, assignment));
    all.addAll(node.verify(Role.PRIMARY, assignment));
    all.add(
        Step.named("publish the primary name")
            .description("Let " + context.names().primary() + " point at " + candidate.target())
            .action(this::publish));
    return all;
  }

  private void publish(StepContext step) throws InterruptedException {
    try {
      tenure.orElseThrow().publish(node.probe().dataIdentity());
    } catch (RefusedException lost) {
      steps.stopEngine(step);
      throw lost;
    }
  }
}
