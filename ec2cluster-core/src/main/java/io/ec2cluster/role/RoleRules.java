package io.ec2cluster.role;

import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.write.Nonces;
import io.ec2cluster.role.Verdict.Claim;
import io.ec2cluster.role.Verdict.Follow;
import io.ec2cluster.role.Verdict.Grounds;
import io.ec2cluster.role.Verdict.Refuse;
import io.ec2cluster.role.Verdict.Wait;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The rules of {@code init}: what a node may do, given the record, the primary name, its own data
 * and what is proven of the owner's life. They write nothing; the write that follows a claim is
 * conditional on the very record judged here.
 */
final class RoleRules {
  private final RoleNames names;
  private final Candidate candidate;
  private final OwnerLiveness liveness;
  private final RandomGenerator random;

  RoleRules(RoleNames names, Candidate candidate, OwnerLiveness liveness, RandomGenerator random) {
    this.names = names;
    this.candidate = candidate;
    this.liveness = liveness;
    this.random = random;
  }

  Verdict judge(RoleView view, Instant now) {
    if (view.record().isEmpty()) {
      return withoutRecord(view, Grounds.FOUND, Optional.empty(), now);
    }
    RoleRecord record = view.record().get();
    Optional<String> foreign = Foreigner.reason(record, candidate);
    if (foreign.isPresent()) {
      return new Refuse(foreign.get());
    }
    return switch (record.state()) {
      case FREE -> free(view, record, now);
      case CLAIMED -> claimed(view, record, now);
      case PUBLISHED -> published(record);
      case HANDOVER -> handover(record, now);
    };
  }

  private Verdict published(RoleRecord record) {
    if (record.isOwnedBy(candidate.self().instanceId())) {
      return withOwnData(record).orElseGet(() -> again(Grounds.RETURN, record, record.claimedAt()));
    }
    return new Follow(
        Leader.of(record), record.owner() + " is the published primary, epoch " + record.epoch());
  }

  private Verdict claimed(RoleView view, RoleRecord record, Instant now) {
    if (record.isOwnedBy(candidate.self().instanceId())) {
      return ownClaim(view, record, now);
    }
    if (record.everPublished()) {
      return new Wait(
          record.owner()
              + " has claimed the role of a published cluster and not published yet; if it is gone, run"
              + " 'ec2cluster promote' on the most advanced replica");
    }
    if (liveness.lifeOf(record) != OwnerLife.DEAD) {
      return new Wait(
          record.owner()
              + " has claimed the role at "
              + record.claimedAt()
              + " and not published yet; nothing proves"
              + " that it is dead. By hand: 'ec2cluster lease show', 'ec2cluster lease release --force'");
    }
    return withoutRecord(view, Grounds.TAKE_OVER, Optional.of(record), now);
  }

  private Verdict ownClaim(RoleView view, RoleRecord record, Instant now) {
    if (record.previous().isPresent()) {
      return new Refuse(
          "this node was taking over the role when it stopped: finish with 'ec2cluster promote'");
    }
    if (record.everPublished()) {
      return withOwnData(record).orElseGet(() -> again(Grounds.RESUME, record, now));
    }
    if (isReplicaData()
        || (candidate.data().kind() == NodeData.Kind.PRESENT && otherData(record))) {
      return unfitToFound(record);
    }
    if (candidate.data().kind() == NodeData.Kind.EMPTY
        && !PrimaryName.of(view).pointers().isEmpty()) {
      return new Refuse(
          "this node has claimed the role to found the cluster, but the primary name stands there meanwhile: "
              + view.primary()
              + ". Remove it, or give the claim back with 'ec2cluster lease release'");
    }
    return again(Grounds.RESUME, record, now);
  }

  private Verdict handover(RoleRecord record, Instant now) {
    if (record.isOwnedBy(candidate.self().instanceId())) {
      return withOwnData(record).orElseGet(() -> again(Grounds.TAKE_BACK, record, now));
    }
    return new Wait(
        record.owner()
            + " is handing the role over; 'ec2cluster promote' on the candidate takes it up");
  }

  private Verdict free(RoleView view, RoleRecord record, Instant now) {
    if (!record.everPublished()) {
      return withoutRecord(view, Grounds.FOUND, Optional.of(record), now);
    }
    if (record.isOwnedBy(candidate.self().instanceId())) {
      return withOwnData(record)
          .orElseGet(() -> claim(Grounds.RECLAIM, record.change().nextEpoch().forced(false), now));
    }
    return new Wait(
        "nobody holds the role; "
            + record.owner()
            + " held it last: start it again there, or run 'ec2cluster promote' on"
            + " the most advanced replica");
  }

  /**
   * The owner comes back: never over lost or foreign data, which would found an empty cluster over
   * its replicas.
   */
  private Optional<Verdict> withOwnData(RoleRecord record) {
    NodeData data = candidate.data();
    if (data.kind() == NodeData.Kind.EMPTY) {
      return Optional.of(
          new Refuse(
              "the role record names this node as primary of a published cluster, but its data is gone ("
                  + data.description()
                  + "): run 'ec2cluster promote' on the most advanced replica; if all is lost,"
                  + " 'ec2cluster lease refound --accept-data-loss'"));
    }
    if (data.kind() == NodeData.Kind.PRESENT && otherData(record)) {
      return Optional.of(
          new Refuse(
              "the role record names data '"
                  + record.dataIdentity().orElse("")
                  + "', this node holds '"
                  + data.identity().orElse("unknown")
                  + "' ("
                  + data.description()
                  + "): this is not the primary's data; nothing overrides this"));
    }
    if (isReplicaData()) {
      return Optional.of(
          new Refuse(
              "the role record names this node as primary, but its data was prepared for a replica ("
                  + data.description()
                  + "): run 'ec2cluster promote' to make it the primary"));
    }
    return Optional.empty();
  }

  private boolean otherData(RoleRecord record) {
    return record.dataIdentity().isPresent()
        && !record.dataIdentity().equals(candidate.data().identity());
  }

  private boolean isReplicaData() {
    return candidate.data().madeFor().equals(Optional.of(Role.REPLICA));
  }

  /** No record that counts: the primary name decides. */
  private Verdict withoutRecord(
      RoleView view, Grounds grounds, Optional<RoleRecord> before, Instant now) {
    PrimaryName name = PrimaryName.of(view);
    if (name.pointers().size() == 1 && !candidate.isAt(target(name))) {
      return followName(target(name));
    }
    // Found now rather than when it keeps the new primary from being published.
    RecordSet own = RecordSet.pointing(names.primary(), names.primaryTtl(), candidate.target());
    if (name.pointers().size() > 1 || !name.inTheWayOf(own).isEmpty()) {
      return new Refuse(
          "the primary name is taken by something else: "
              + view.primary()
              + "; expected one A, AAAA or CNAME record, or none");
    }
    return name.pointers().isEmpty()
        ? founding(grounds, before, now)
        : adoption(target(name), before, now);
  }

  private static String target(PrimaryName name) {
    return name.pointers().get(0).target().orElseThrow();
  }

  private Verdict founding(Grounds grounds, Optional<RoleRecord> before, Instant now) {
    if (isReplicaData()) {
      return new Wait(
          "no primary yet, and this node holds a replica's data ("
              + candidate.data().description()
              + "): it waits for the primary, and never founds");
    }
    RoleRecordBuilder next =
        before.map(record -> record.change().nextEpoch()).orElseGet(() -> first().change());
    return claim(grounds, next.forced(false).dataIdentity(candidate.data().identity()), now);
  }

  private Verdict unfitToFound(RoleRecord record) {
    return new Refuse(
        "this node has claimed the role to found the cluster, but holds other data now ("
            + candidate.data().description()
            + ", the claim names '"
            + record.dataIdentity().orElse("none")
            + "'): move the data away, or give the claim back with 'ec2cluster lease release'");
  }

  /** A primary name without a record that counts: the predecessor's, or somebody's by hand. */
  private Verdict followName(String target) {
    Owner unknown = new Owner("unknown", target, candidate.self().port());
    return new Follow(
        new Leader(unknown, 0, Optional.empty(), Optional.empty()),
        "the primary name points at "
            + target
            + ", without a role record: only that node adopts it");
  }

  private Verdict adoption(String target, Optional<RoleRecord> before, Instant now) {
    if (candidate.data().kind() == NodeData.Kind.EMPTY || isReplicaData()) {
      return new Refuse(
          "the primary name points at this node ("
              + target
              + "), which does not hold a primary's data ("
              + candidate.data().description()
              + "): remove the name to found anew, or restore the data");
    }
    RoleRecordBuilder next =
        before.map(record -> record.change().nextEpoch()).orElseGet(() -> first().change());
    return claim(
        Grounds.ADOPT,
        next.forced(false).dataIdentity(candidate.data().identity()).published(now),
        now);
  }

  private RoleRecord first() {
    return new RoleRecord(
        candidate.cluster(),
        candidate.account(),
        candidate.region(),
        candidate.self(),
        1,
        "none",
        RoleState.CLAIMED,
        false,
        Optional.empty(),
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /**
   * The same tenure with a fresh nonce and today's address: a late write from before the crash can
   * no longer land.
   */
  private Verdict again(Grounds grounds, RoleRecord record, Instant claimedAt) {
    RoleState state = record.state() == RoleState.HANDOVER ? RoleState.CLAIMED : record.state();
    RoleRecord next =
        record
            .change()
            .state(state)
            .owner(candidate.self())
            .nonce(Nonces.fresh(random))
            .claimedAt(claimedAt)
            .build();
    return new Claim(grounds, next, reason(grounds));
  }

  private Verdict claim(Grounds grounds, RoleRecordBuilder next, Instant now) {
    if (grounds != Grounds.ADOPT) {
      next.state(RoleState.CLAIMED);
    }
    RoleRecord record =
        next.owner(candidate.self())
            .nonce(Nonces.fresh(random))
            .claimedAt(now)
            .previous(Optional.empty())
            .build();
    return new Claim(grounds, record, reason(grounds));
  }

  private static String reason(Grounds grounds) {
    return switch (grounds) {
      case FOUND -> "no cluster was ever published under this name";
      case TAKE_OVER -> "the claimant before is proven dead and never published";
      case RESUME -> "this node's own claim from an earlier run";
      case RETURN -> "this node is the published primary";
      case RECLAIM -> "this node gave the role back and still holds the data";
      case TAKE_BACK -> "nobody took up this node's handover";
      case ADOPT -> "the primary name points at this node, without a role record";
    };
  }
}
