package io.ec2cluster.role;

import io.ec2cluster.internal.write.Nonces;
import io.ec2cluster.role.PromotionVerdict.Allowed;
import io.ec2cluster.role.PromotionVerdict.AlreadyPrimary;
import io.ec2cluster.role.PromotionVerdict.Refuse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The rules of {@code promote}: what the record and this node's data say, before anybody else is
 * asked. Whoever may still write by the record is named as a doubt; removing it is the caller's
 * part. They read and write nothing.
 */
final class PromotionRules {
  private static final String NAME_ONLY = "unknown";

  private final Candidate candidate;
  private final RandomGenerator random;

  PromotionRules(Candidate candidate, RandomGenerator random) {
    this.candidate = candidate;
    this.random = random;
  }

  PromotionVerdict judge(RoleView view, Instant now) {
    if (candidate.data().kind() == NodeData.Kind.EMPTY) {
      return new Refuse(
          "this node holds no data ("
              + candidate.data().description()
              + "): promote a replica that does; nothing overrides this");
    }
    if (view.record().isEmpty()) {
      return withoutRecord(view, now);
    }
    RoleRecord record = view.record().get();
    Optional<String> unfit = Foreigner.reason(record, candidate).or(() -> otherData(record));
    if (unfit.isPresent()) {
      return new Refuse(unfit.get());
    }
    if (!record.everPublished() && record.previous().isEmpty()) {
      return new Refuse(
          "no primary was ever published here, the record names "
              + described(record)
              + ": run 'ec2cluster init', which founds the cluster");
    }
    return isOwn(record) ? own(record, now) : anothers(record, now);
  }

  private PromotionVerdict own(RoleRecord record, Instant now) {
    boolean replica = candidate.data().madeFor().equals(Optional.of(Role.REPLICA));
    return switch (record.state()) {
      case PUBLISHED ->
          replica
              ? again(
                  record, List.of(), now, "the record names this node, whose data is a replica's")
              : new AlreadyPrimary(
                  record, "this node is the published primary, epoch " + record.epoch());
      case CLAIMED ->
          replica || record.previous().isPresent()
              ? again(record, doubts(record), now, "this node's own promotion goes on")
              : new Refuse(
                  "this node has claimed the role with a primary's data: run 'ec2cluster init'");
      case FREE ->
          replica
              ? take(record, List.of(), Optional.empty(), now, "this node held the role last")
              : new Refuse(
                  "this node held the role last and gave it back: 'ec2cluster init' takes it again");
      case HANDOVER ->
          new Refuse(
              "this node is handing the role over to "
                  + record.handover().map(Handover::candidate).orElse("another")
                  + ": run 'ec2cluster promote' there, or 'ec2cluster init' here, which takes it back");
    };
  }

  private PromotionVerdict anothers(RoleRecord record, Instant now) {
    if (candidate.data().madeFor().equals(Optional.of(Role.PRIMARY))) {
      return new Refuse(
          "this node holds the data of a former primary ("
              + candidate.data().description()
              + "), the record names "
              + described(record)
              + ": run 'ec2cluster rejoin' here, or promote a replica; nothing overrides this");
    }
    Optional<String> position =
        record
            .handover()
            .map(Handover::position)
            // The candidate that took the offer up is gone: what was acknowledged is still that.
            .or(() -> record.previous().flatMap(Previous::position));
    boolean offered =
        record
            .handover()
            .filter(offer -> offer.candidate().equals(candidate.self().instanceId()))
            .isPresent();
    return take(
        record,
        offered ? List.of() : doubts(record),
        position,
        now,
        offered
            ? record.owner() + " hands the role over to this node"
            : "taken from " + described(record));
  }

  /** Who may still write by this record. */
  private List<RoleRecord> doubts(RoleRecord record) {
    List<RoleRecord> doubts = new ArrayList<>();
    boolean provenStopped = record.state() == RoleState.FREE && !record.forced();
    if (!isOwn(record) && !provenStopped) {
      doubts.add(record);
    }
    record
        .previous()
        .filter(before -> mayWrite(record, before))
        .ifPresent(before -> doubts.add(record.asHeldBy(before.owner())));
    return doubts;
  }

  private boolean mayWrite(RoleRecord record, Previous before) {
    boolean self = before.owner().instanceId().equals(candidate.self().instanceId());
    return !self
        && switch (before.state()) {
          case PUBLISHED, CLAIMED -> true;
          case FREE -> record.forced();
          // Whoever offers has stopped, and takes the record back before it starts again.
          case HANDOVER -> false;
        };
  }

  /** The predecessor's name, or somebody's by hand: nothing tells whose instance it is. */
  private PromotionVerdict withoutRecord(RoleView view, Instant now) {
    PrimaryName name = PrimaryName.of(view);
    if (name.pointers().size() != 1) {
      return new Refuse(
          "there is no role record and no primary name that points at one host ("
              + view.primary()
              + "): run 'ec2cluster init', which founds the cluster");
    }
    String target = name.pointers().get(0).target().orElseThrow();
    if (candidate.isAt(target)) {
      return new Refuse(
          "the primary name points at this node, without a role record: run 'ec2cluster init' here,"
              + " which adopts it");
    }
    Owner unknown = new Owner(NAME_ONLY, target, candidate.self().port());
    RoleRecord next =
        new RoleRecord(
            candidate.cluster(),
            candidate.account(),
            candidate.region(),
            candidate.self(),
            1,
            Nonces.fresh(random),
            RoleState.CLAIMED,
            false,
            candidate.data().identity(),
            now,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Previous(unknown, 1, RoleState.CLAIMED)),
            false);
    return new Allowed(
        next,
        false,
        List.of(next.asHeldBy(unknown)),
        Optional.empty(),
        "taken from " + target + ", at which the primary name points without a role record");
  }

  private PromotionVerdict again(
      RoleRecord record, List<RoleRecord> doubts, Instant now, String reason) {
    RoleRecord next =
        record
            .change()
            .state(RoleState.CLAIMED)
            .owner(candidate.self())
            .nonce(Nonces.fresh(random))
            .claimedAt(now)
            .forced(record.forced())
            .build();
    return new Allowed(next, true, doubts, Optional.empty(), reason);
  }

  private PromotionVerdict take(
      RoleRecord record,
      List<RoleRecord> doubts,
      Optional<String> atLeast,
      Instant now,
      String reason) {
    Previous before =
        record
            .previous()
            .orElseGet(
                () ->
                    new Previous(
                        record.owner(),
                        record.epoch(),
                        record.state(),
                        record.handover().map(Handover::position)));
    RoleRecord next =
        record
            .change()
            .nextEpoch()
            .state(RoleState.CLAIMED)
            .owner(candidate.self())
            .nonce(Nonces.fresh(random))
            .claimedAt(now)
            .previous(Optional.of(before))
            .forced(record.forced())
            .build();
    return new Allowed(next, false, doubts, atLeast, reason);
  }

  private Optional<String> otherData(RoleRecord record) {
    boolean other =
        record.dataIdentity().isPresent()
            && candidate.data().identity().isPresent()
            && !record.dataIdentity().equals(candidate.data().identity());
    return other
        ? Optional.of(
            "the role record names data '"
                + record.dataIdentity().get()
                + "', this node holds '"
                + candidate.data().identity().get()
                + "': it is no replica of this cluster; nothing overrides this")
        : Optional.empty();
  }

  private boolean isOwn(RoleRecord record) {
    return record.isOwnedBy(candidate.self().instanceId());
  }

  private static String described(RoleRecord record) {
    return record.owner() + ", " + record.state().label() + ", epoch " + record.epoch();
  }
}
