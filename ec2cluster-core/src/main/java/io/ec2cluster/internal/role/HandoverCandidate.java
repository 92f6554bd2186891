package io.ec2cluster.internal.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.host.OtherNode;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.Handover;
import io.ec2cluster.role.HandoverOptions;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** To whom a primary hands its role over, and how that node is told. */
final class HandoverCandidate {
  /** How long the candidate waits for an offer, beyond what the offer stands. */
  static final Duration CALL_PATIENCE = Duration.ofMinutes(1);

  private final OperationContext context;
  private final EngineNode node;
  private final Candidate self;
  private final HandoverOptions options;

  HandoverCandidate(
      OperationContext context, EngineNode node, Candidate self, HandoverOptions options) {
    this.context = context;
    this.node = node;
    this.self = self;
    this.options = options;
  }

  /**
   * The one to whom the role is offered already, the one that was named, or the most advanced
   * member of the pool.
   *
   * @throws RefusedException with a table of all, if there is none that can take it
   */
  Member chosen(RoleRecord record) {
    Roster roster = Roster.read(context, self);
    Optional<String> offered = record.handover().map(Handover::candidate);
    if (offered.isPresent()) {
      return roster
          .find(offered.get())
          .orElseGet(() -> new Member(offered.get(), offered.get(), self.self().port()));
    }
    Contest contest =
        Contest.of(
            node,
            context.cloud(),
            context.cluster(),
            Optional.empty(),
            roster.others(),
            record.dataIdentity());
    String named =
        options
            .to()
            .or(contest::mostAdvanced)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "no member of the replica pool can take the role over:\n"
                            + contest.text()));
    Member member =
        roster
            .find(named)
            .orElseThrow(
                () ->
                    new RefusedException(
                        named + " is not in the replica pool: expected one of\n" + contest.text()));
    Contender contender = contest.contender(named);
    // Behind a little is no reason against it: the primary waits until it has everything.
    if (!contender.isEligible() && !contender.is(Contender.Rank.BEHIND)) {
      throw new RefusedException(
          named + " cannot take the role over: " + contender.why() + "\n" + contest.text());
    }
    requireFollowing(member, contest);
    return member;
  }

  /** Who follows another one, as after a promotion just now, would never have everything. */
  private void requireFollowing(Member member, Contest contest) {
    Optional<Position> own = node.standing().position();
    Optional<Position> theirs = contest.position(member.instanceId());
    if (own.isPresent() && theirs.isPresent() && own.get().timeline() != theirs.get().timeline()) {
      throw new RefusedException(
          "%s does not follow this primary: it is at %s, this node at %s, on another timeline. Run again once it does ('ec2cluster status' shows it); nothing was stopped"
              .formatted(member, theirs.get().text(), own.get().text()));
    }
  }

  /** The candidate is called before anything stops, so that it is known to be there. */
  Optional<RemoteCall> call(Member chosen) {
    if (options.candidateWaits() || !OtherNode.isReachable(context.settings())) {
      return Optional.empty();
    }
    Duration patience = options.deadline().plus(CALL_PATIENCE);
    return Optional.of(
        new RemoteCall(
            OtherNode.of(context, chosen),
            List.of("promote", "--await-offer", patience.toSeconds() + "s"),
            patience.plus(context.settings().roleDeadline())));
  }
}
