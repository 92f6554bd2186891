package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.PromotionVerdict;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Position;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a primary that hands its role over has stopped: the candidate must have everything up to
 * it. Seen by the primary, which waits for the candidate, and by the candidate, which waits for
 * itself.
 */
final class FinalPosition {
  private static final Duration RECEIVE_PATIENCE = Duration.ofSeconds(30);
  private static final Duration REPLAY_PATIENCE = Duration.ofMinutes(1);

  /** In the record where the engine tells none. */
  private static final String UNTOLD = "0:0";

  private final EngineNode node;

  FinalPosition(EngineNode node) {
    this.node = node;
  }

  /** This node's, whose engine has stopped, as the role record has it. */
  String recorded() {
    return ofStopped().map(Position::recorded).orElse(UNTOLD);
  }

  /**
   * Refuses, before anything is touched, an engine that cannot stop in order, or did not.
   *
   * @throws RefusedException if there will be, or is, no final position
   */
  void requirePossible() {
    Probe probe = node.probe();
    if (probe.running() == Probe.Running.UNKNOWN) {
      throw new RefusedException(
          "the engine runs here and does not answer ("
              + probe.description()
              + "), so that it cannot stop in order, which a handover needs: run again once it"
              + " answers, or stop this node and run 'ec2cluster promote' on a replica");
    }
    if (probe.running() == Probe.Running.NO) {
      Standing standing = node.standing();
      if (!isKnown(standing)) {
        throw new RefusedException(
            notInOrder(standing)
                + ": there is nothing to hand over. 'ec2cluster init' here brings the primary back,"
                + " 'ec2cluster promote' on a replica replaces it");
      }
    }
  }

  private static boolean isKnown(Standing standing) {
    return standing.answer() == Standing.Answer.UNTOLD || standing.position().isPresent();
  }

  private static String notInOrder(Standing standing) {
    return "the engine did not stop in order, so that its final position is not known ("
        + standing.description()
        + ")";
  }

  /** On the primary: the candidate has everything. */
  Step received(Member candidate) {
    return Step.named("wait until the candidate has everything")
        .description("Compare the final position of this node with that of " + candidate)
        .action(step -> awaitReceived(candidate, step));
  }

  private void awaitReceived(Member candidate, StepContext step) throws InterruptedException {
    Optional<Position> last = ofStopped();
    if (last.isEmpty()) {
      step.note(
          "this engine tells no positions: that " + candidate + " has everything is not proven");
      return;
    }
    step.await(
        candidate + " to reach " + last.get().text(),
        RECEIVE_PATIENCE,
        () -> hasReached(candidate, last.get()));
  }

  /** Empty only where the engine tells none at all. */
  private Optional<Position> ofStopped() {
    Standing standing = node.standing();
    if (!isKnown(standing)) {
      throw new EnvironmentException(notInOrder(standing) + ": the role is not offered");
    }
    return standing.position();
  }

  /** On another timeline it has something else, however far that goes. */
  private boolean hasReached(Member candidate, Position last) {
    Standing standing = node.standingOf(candidate);
    return standing.answer() == Standing.Answer.UNTOLD
        || standing
            .position()
            .filter(there -> there.timeline() == last.timeline() && there.reaches(last))
            .isPresent();
  }

  /**
   * On the candidate: nothing to wait for, unless the role is handed over.
   *
   * @param verdict what allows the promotion, once that is judged
   */
  Step reached(Supplier<Optional<PromotionVerdict.Allowed>> verdict, boolean force) {
    return Step.named("reach the final position")
        .description("Wait until this node has everything that a primary which hands over has")
        .check(
            step ->
                verdict.get().filter(allowed -> allowed.atLeast().isEmpty()).isPresent()
                    ? Check.State.DONE
                    : Check.State.DECIDED_BY_ACT)
        .action(
            step -> {
              Optional<String> wanted = verdict.get().flatMap(PromotionVerdict.Allowed::atLeast);
              if (wanted.isPresent()) {
                awaitReached(parsed(wanted.get()), force, step);
              }
            });
  }

  private void awaitReached(Position wanted, boolean force, StepContext step)
      throws InterruptedException {
    if (force && !hasReached(wanted)) {
      step.note(
          "forced: the primary handed over at "
              + wanted.text()
              + ", what this node lacks of that is lost");
      return;
    }
    step.await("this node to reach " + wanted.text(), REPLAY_PATIENCE, () -> hasReached(wanted));
  }

  private boolean hasReached(Position wanted) {
    return node.standing().position().map(own -> own.reaches(wanted)).orElse(true);
  }

  private static Position parsed(String recorded) {
    return Position.parse(recorded)
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "the handover's position '"
                        + recorded
                        + "' in the role record cannot be read: expected <timeline>:<offset>"));
  }
}
