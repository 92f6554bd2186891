package io.ec2cluster.etcd;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * {@code etcd leave}: this node gives up its membership. Where {@code etcd run} works for it, that
 * does it when asked; else it is done here.
 */
final class Leave {
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Until {@code run} has ended a round, and said what became of it. */
  private static final Duration SLACK = Duration.ofSeconds(60);

  private final Surroundings surroundings;
  private final Node node;
  private final Duration longest;

  private Leave(OperationContext context) {
    this.surroundings = new Surroundings(context);
    this.node = surroundings.node(surroundings.process());
    this.longest = surroundings.settings().stopTimeout();
  }

  /** The operation. */
  static Plan plan(OperationContext context, NoOptions none) throws InterruptedException {
    Leave leave = new Leave(context);
    leave.requirePossible();
    return Plan.builder()
        .step(
            Step.named("leave the cluster")
                .description(
                    "move the leadership away if this node leads, remove its member, stop etcd; the data directory stays")
                .action(leave::run))
        .build();
  }

  /** Refuses what would only be refused later. */
  private void requirePossible() throws InterruptedException {
    Optional<FoundingRecord> record = node.foundings().read().filter(FoundingRecord::isFormed);
    if (record.isEmpty()) {
      throw new RefusedException(
          "there is no cluster to leave: the founding record says of none that it is formed");
    }
    Departure departure = new Departure(node, words -> {});
    LeaveRules.Act act =
        departure
            .look(record.get().cluster())
            .map(view -> LeaveRules.next(node.self(), view))
            .orElseThrow(
                () ->
                    new RefusedException(
                        "no quorum of cluster %s answers: without one no member can be removed. Start the nodes that hold its data"
                            .formatted(record.get().cluster())));
    if (act instanceof LeaveRules.Act.Last) {
      throw new RefusedException(
          "this is the last member that votes: its data would be gone. Let another node join first");
    }
    if (act instanceof LeaveRules.Act.Wait wait) {
      throw new RefusedException(
          wait.reason() + ": bring the others back first ('etcd status' names them)");
    }
  }

  private void run(StepContext step) throws InterruptedException {
    LeaveRequest request = surroundings.leaveRequest();
    Time time = step.time();
    long begun = time.nanos();
    request.ask();
    try {
      while (true) {
        Optional<LeaveRequest.Answer> answer = request.findAnswer();
        if (answer.isPresent()) {
          conclude(answer.get(), step);
          return;
        }
        if (isDoneHere(step)) {
          return;
        }
        if (time.nanos() - begun >= longest.plus(SLACK).toNanos()) {
          throw new DeadlineException(
              "'etcd run' on this node has not answered within %d s: whether it has left, 'etcd members' tells. Running again is safe"
                  .formatted(longest.plus(SLACK).toSeconds()));
        }
        step.progress("waiting for 'etcd run' on this node to leave");
        time.sleep(PAUSE);
      }
    } finally {
      request.forget();
    }
  }

  /** Only where no {@code run} works for this node: two would get into each other's way. */
  private boolean isDoneHere(StepContext step) throws InterruptedException {
    Optional<RunLock> lock = RunLock.find(surroundings.nodeFile("lock"));
    if (lock.isEmpty()) {
      return false;
    }
    try (RunLock held = lock.get()) {
      Departure departure = new Departure(node, step::progress);
      Departure.Result result = Bounded.run(longest, () -> departure.leaveWithin(longest));
      if (result == Departure.Result.LEFT) {
        node.server().stop();
      }
      conclude(new LeaveRequest.Answer(result, "'etcd run' would join again"), step);
      return held.isOpen();
    } catch (TimeoutException late) {
      throw new DeadlineException(
          "not done within stop-timeout, %d s: 'etcd members' tells how far it is. Running again is safe"
              .formatted(longest.toSeconds()),
          late);
    }
  }

  private static void conclude(LeaveRequest.Answer answer, StepContext step) {
    switch (answer.result()) {
      case LEFT -> step.note("this node has left; " + answer.words());
      case LAST -> throw new RefusedException("not left: " + answer.words());
      case NOT_YET ->
          throw new DeadlineException("not left: " + answer.words() + ". Running again is safe");
    }
  }
}
