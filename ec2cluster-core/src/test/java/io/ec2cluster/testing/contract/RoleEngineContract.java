package io.ec2cluster.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Probe.Running;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeOperationContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link RoleEngine} keeps: it describes before it acts, changes nothing until it is
 * told to, can be told twice, ends in the same state whichever step it died at or failed in, tells
 * its failures in words, and stops for certain. Extend it with a node on which the engine can
 * really run.
 */
public abstract class RoleEngineContract extends EngineModuleContract {
  @Override
  protected abstract RoleEngine module();

  /**
   * What this node works with, made anew for every call and always for the same node: the settings
   * under which the engine runs here.
   */
  protected abstract FakeOperationContext context();

  /** A role as it would be won or lost here; the primary founds the cluster. */
  protected abstract Assignment assignment(Role role);

  /** A directory that holds all that the engine keeps on this node, and nothing of others. */
  protected abstract Path kept();

  /** What must not be seen in names and descriptions: the passwords of {@link #context}. */
  protected List<String> secrets() {
    return List.of();
  }

  /** The files below {@link #kept} that a running engine changes by itself; none by default. */
  protected boolean isVolatile(String file) {
    return false;
  }

  /**
   * Puts this node back to where nothing was ever done on it. By default the engine is stopped and
   * {@link #kept} emptied.
   */
  protected void wipe() {
    Report stopped = context().run(plan(node().stop()));
    assertThat(stopped.outcome()).as(stopped.message()).isEqualTo(Outcome.DONE);
    DirectorySnapshot.empty(kept());
  }

  /**
   * What a run that was disturbed and run again must have in common with one that was not. By
   * default whether the engine runs, as what, and {@link #kept}, but for what is volatile; less
   * where an engine's data differ from run to run by chance.
   */
  protected Object reached() {
    Probe probe = node().probe();
    return List.of(probe.running(), probe.role(), snapshot());
  }

  /**
   * How many disturbances of each way into a role are tried, each with a run of its own before and
   * after. All by default; a server that takes long to start may have a slice of them tried,
   * another one each time.
   */
  protected int disturbances() {
    return Integer.MAX_VALUE;
  }

  /**
   * Makes this node, which runs as the primary, a stopped one that can follow the primary of {@code
   * assignment(Role.REPLICA)}. By default the engine is stopped; override it where that primary
   * must have taken this one's data over.
   */
  protected void resign() {
    stopTheEngine();
  }

  @AfterEach
  void stopTheEngine() {
    context().run(plan(node().stop()));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void stepsHaveNamesOfTheirOwnAndDescriptionsWithoutSecrets(Role role) {
    EngineNode node = node();
    Supplier<Assignment> assignment = RoleEngineContract::undecided;
    for (List<Step> steps :
        List.of(
            becoming(node, role, assignment),
            node.promote(assignment),
            node.demote(assignment),
            node.stop())) {
      assertThat(steps.stream().map(Step::name)).doesNotHaveDuplicates();
      for (Step step : steps) {
        assertThat(step.name()).isNotBlank();
        assertThat(step.description()).as(step.name()).isNotBlank();
        for (String secret : secrets()) {
          assertThat(step.name() + step.description()).doesNotContain(secret);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void askingAndPlanningChangeNothing(Role role) {
    DirectorySnapshot before = snapshot();

    EngineNode node = node();
    assertThat(node.data().description()).isNotBlank();
    assertThat(node.probe().description()).isNotBlank();
    Report report = context().dryRun(plan(becoming(node, role, () -> assignment(role))));

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(snapshot()).isEqualTo(before);
    assertThat(node().probe().running()).isNotEqualTo(Running.YES);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void roleIsReachedAndTheSecondTimeThereIsNothingLeftToDo(Role role) {
    Report first = become(role);
    assertThat(first.outcome()).as(first.message()).isEqualTo(Outcome.DONE);
    assertThat(node().probe().running()).isEqualTo(Running.YES);
    DirectorySnapshot reached = snapshot();

    Report second = become(role);

    assertThat(second.outcome()).as(second.message()).isEqualTo(Outcome.DONE);
    boolean idle =
        second.steps().stream().allMatch(step -> step.outcome() == StepOutcome.ALREADY_SO);
    assertThat(idle || snapshot().equals(reached))
        .as("nothing to do, or the same state: " + second.steps())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void stoppedIsProvenAndCanBeAskedForTwice(Role role) {
    Report started = become(role);
    assertThat(started.outcome()).as(started.message()).isEqualTo(Outcome.DONE);

    for (int i = 0; i < 2; i++) {
      Report stopped = context().run(plan(node().stop()));

      assertThat(stopped.outcome()).as(stopped.message()).isEqualTo(Outcome.DONE);
      assertThat(node().probe().running()).isEqualTo(Running.NO);
    }
  }

  /** Core calls the actions themselves when it takes a claim back. */
  @Test
  void stopActsAlsoWhenNobodyHasChecked() {
    FakeOperationContext context = context();
    List<Step> unchecked =
        module().node(context).stop().stream()
            .map(step -> Step.named(step.name()).action(step.action()))
            .toList();

    Report report = context.run(plan(unchecked));

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void programsThatFailAreToldOfInTheAgreedForm(Role role) {
    List<Function<Command, CommandResult>> failures =
        List.of(
            command -> FakeCommands.ended(1, "", "the contract lets it fail"),
            command -> FakeCommands.overdue(),
            command -> {
              throw new EnvironmentException("cannot start " + command.arguments().get(0));
            });
    for (Function<Command, CommandResult> failure : failures) {
      Report report = become(role, context().withCommands(new FakeCommands(failure)));

      AgreedForm.check(report, secrets());
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void interruptionIsPassedOnAndTheNextRunGoesOn(Role role) {
    AtomicBoolean wasInterrupted = new AtomicBoolean();
    Commands interrupting =
        command -> {
          wasInterrupted.set(true);
          throw new InterruptedException("by the contract");
        };

    Report interrupted = become(role, context().withCommands(interrupting));
    boolean wasRestored = Thread.interrupted();
    Report again = become(role);

    assertThat(interrupted.outcome())
        .as(interrupted.message())
        .isEqualTo(wasInterrupted.get() ? Outcome.INTERRUPTED : Outcome.DONE);
    assertThat(wasRestored).isEqualTo(interrupted.outcome() == Outcome.INTERRUPTED);
    assertThat(again.outcome()).as(again.message()).isEqualTo(Outcome.DONE);
  }

  @TestFactory
  Stream<DynamicTest> aPrimaryIsMadeAlikeWhereverThatIsDisturbed() throws InterruptedException {
    return disturbed(
        () -> {}, node -> becoming(node, Role.PRIMARY, () -> assignment(Role.PRIMARY)));
  }

  @TestFactory
  Stream<DynamicTest> aReplicaIsMadeAlikeWhereverThatIsDisturbed() throws InterruptedException {
    return disturbed(
        () -> {}, node -> becoming(node, Role.REPLICA, () -> assignment(Role.REPLICA)));
  }

  @TestFactory
  Stream<DynamicTest> aReplicaIsPromotedAlikeWhereverThatIsDisturbed() throws InterruptedException {
    return disturbed(() -> reach(Role.REPLICA), node -> node.promote(this::promotion));
  }

  @TestFactory
  Stream<DynamicTest> aStoppedPrimaryBecomesAReplicaAlikeWhereverThatIsDisturbed()
      throws InterruptedException {
    Supplier<Assignment> replica = () -> assignment(Role.REPLICA);
    return disturbed(
        () -> {
          reach(Role.PRIMARY);
          resign();
        },
        node ->
            // As core plans it: given again, the engine may run as a replica by then.
            Stream.of(
                    node.stop(),
                    node.demote(replica),
                    node.start(Role.REPLICA, replica),
                    node.verify(Role.REPLICA, replica))
                .flatMap(List::stream)
                .toList());
  }

  @TestFactory
  Stream<DynamicTest> theEngineIsStoppedAlikeWhereverThatIsDisturbed() throws InterruptedException {
    return disturbed(() -> reach(Role.PRIMARY), EngineNode::stop);
  }

  private Stream<DynamicTest> disturbed(Runnable before, Function<EngineNode, List<Step>> steps)
      throws InterruptedException {
    Supplier<StepDeaths.Scene> scenes =
        () -> {
          wipe();
          before.run();
          return new NodeScene(steps);
        };
    return StepDeaths.slice(StepDeaths.of(scenes), disturbances());
  }

  /** Steps of this node, planned and run by a new process each time. */
  private final class NodeScene implements StepDeaths.Scene {
    private final Function<EngineNode, List<Step>> steps;

    NodeScene(Function<EngineNode, List<Step>> steps) {
      this.steps = steps;
    }

    @Override
    public Plan plan() {
      return RoleEngineContract.plan(steps.apply(node()));
    }

    @Override
    public Report run(Plan plan) {
      return context().run(plan);
    }

    @Override
    public Object state() {
      return reached();
    }
  }

  /** The assignment of a primary, won by a replica that founds nothing. */
  private Assignment promotion() {
    Assignment founder = assignment(Role.PRIMARY);
    return new Assignment(
        Role.PRIMARY, founder.epoch() + 1, false, founder.names(), founder.primary());
  }

  private void reach(Role role) {
    Report report = become(role);
    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
  }

  private Report become(Role role) {
    return become(role, context());
  }

  private Report become(Role role, FakeOperationContext context) {
    EngineNode node = module().node(context);
    return context.run(planned(() -> becoming(node, role, () -> assignment(role))));
  }

  /** Core tells a failure of planning as it tells one of a step. */
  private static Plan planned(Supplier<List<Step>> steps) {
    try {
      return plan(steps.get());
    } catch (Ec2ClusterException failure) {
      Step failed =
          Step.named("plan")
              .action(
                  step -> {
                    throw failure;
                  });
      return plan(List.of(failed));
    }
  }

  private EngineNode node() {
    return module().node(context());
  }

  private static List<Step> becoming(EngineNode node, Role role, Supplier<Assignment> assignment) {
    List<Step> steps = new ArrayList<>();
    steps.addAll(node.prepare(role, assignment));
    steps.addAll(node.start(role, assignment));
    steps.addAll(node.verify(role, assignment));
    return steps;
  }

  private static Plan plan(List<Step> steps) {
    return Plan.builder().steps(steps).build();
  }

  private static Assignment undecided() {
    throw new IllegalStateException("steps are described before the role is decided");
  }

  private DirectorySnapshot snapshot() {
    return DirectorySnapshot.of(kept()).without(this::isVolatile);
  }
}
