package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.Optional;

/**
 * Whether those who may still write by the role record are proven not to. An engine that answers as
 * the primary is never overridden; one of which nothing is known is by force, or is fenced.
 */
final class Doubts {
  private final OperationContext context;
  private final EngineNode node;
  private final List<RoleRecord> doubts;
  private final boolean force;

  Doubts(OperationContext context, EngineNode node, List<RoleRecord> doubts, boolean force) {
    this.context = context;
    this.node = node;
    this.doubts = List.copyOf(doubts);
    this.force = force;
  }

  /** Those of whom nothing proves that they do not write. */
  List<RoleRecord> open() {
    return doubts.stream().filter(doubt -> life(doubt).isEmpty()).toList();
  }

  /**
   * Refuses if one of them answers as the primary. Who is proven not to write is not asked yet: a
   * host that is not there lets whoever connects wait. {@link #requireStillGone} asks.
   */
  void requireNoPrimary() {
    refuseIfPrimary(open());
  }

  private void refuseIfPrimary(List<RoleRecord> asked) {
    for (RoleRecord doubt : asked) {
      Standing standing = node.standingOf(Roster.of(doubt.owner()));
      if (standing.isPrimary() && !isOtherData(doubt, standing)) {
        throw new RefusedException(
            doubt.owner()
                + " answers as the primary ("
                + standing.description()
                + "): hand its role over instead, with 'ec2cluster handover --to "
                + context.cloud().metadata().instanceId()
                + "' there; nothing overrides this");
      }
    }
  }

  private boolean isGoneForGood(RoleRecord doubt) {
    return life(doubt).equals(Optional.of(OwnerLife.DEAD));
  }

  /** Another server may have got the address meanwhile. */
  private static boolean isOtherData(RoleRecord doubt, Standing standing) {
    return doubt.dataIdentity().isPresent()
        && standing.dataIdentity().isPresent()
        && !doubt.dataIdentity().equals(standing.dataIdentity());
  }

  /** Refuses, unless forced, while one of them is not proven to be gone. */
  void requireProof() {
    List<RoleRecord> open = open();
    if (!force && !open.isEmpty()) {
      throw new RefusedException(unproven(open.get(0)));
    }
  }

  /**
   * Looks once more after the record was taken: who was stopped may have been started meanwhile,
   * and now reads that the role is another's.
   */
  void requireStillGone() {
    refuseIfPrimary(doubts.stream().filter(doubt -> !isGoneForGood(doubt)).toList());
    List<RoleRecord> open = open();
    if (!force && !open.isEmpty()) {
      throw new RefusedException(
          open.get(0).owner()
              + " came back while its role was taken over ("
              + found(open.get(0))
              + "): the role is given back to it");
    }
  }

  /** What is known, in words, for the plan and the report. */
  String described() {
    if (doubts.isEmpty()) {
      return "the role record itself proves that nobody else writes";
    }
    return String.join(
        "; ", doubts.stream().map(doubt -> doubt.owner() + ": " + found(doubt)).toList());
  }

  /** Says what is lost by force. */
  void warn(StepContext step) {
    open()
        .forEach(
            doubt ->
                step.note(
                    "forced: nothing proves that "
                        + doubt.owner()
                        + " is gone ("
                        + found(doubt)
                        + "). What it still acknowledges is lost; stop it, then run"
                        + " 'ec2cluster rejoin' there"));
  }

  private String unproven(RoleRecord doubt) {
    String fence =
        context
            .cloud()
            .fencing()
            .map(way -> "--fence " + way.id() + " stops it first; ")
            .orElse("");
    return "nothing proves that "
        + doubt.owner()
        + " does not write any more: "
        + found(doubt)
        + ". "
        + fence
        + "--force goes on all the same, and what it still acknowledges is lost";
  }

  private String found(RoleRecord doubt) {
    try {
      return switch (context.cloud().liveness().lifeOf(doubt)) {
        case DEAD -> "it is gone for good";
        case STOPPED -> "it is stopped";
        case NOT_PROVEN -> "it runs, or nothing is known of it";
      };
    } catch (EnvironmentException notAsked) {
      return "it cannot be asked for: " + notAsked.getMessage();
    }
  }

  /** The proof that an owner does not write; empty if there is none. */
  private Optional<OwnerLife> life(RoleRecord doubt) {
    try {
      return Optional.of(context.cloud().liveness().lifeOf(doubt))
          .filter(life -> life != OwnerLife.NOT_PROVEN);
    } catch (EnvironmentException notAsked) {
      return Optional.empty();
    }
  }
}
