package io.ec2cluster.role;

import java.time.Instant;
import java.util.Optional;

/**
 * A copy of a role record to change; package-private, because only the election changes records.
 */
final class RoleRecordBuilder {
  private final RoleRecord base;
  private Owner owner;
  private long epoch;
  private String nonce;
  private RoleState state;
  private boolean everPublished;
  private Optional<String> dataIdentity;
  private Instant claimedAt;
  private Optional<Instant> publishedAt;
  private Optional<Handover> handover;
  private Optional<Previous> previous;
  private boolean forced;
  private Optional<Owner> former;

  RoleRecordBuilder(RoleRecord base) {
    this.base = base;
    owner = base.owner();
    epoch = base.epoch();
    nonce = base.nonce();
    state = base.state();
    everPublished = base.everPublished();
    dataIdentity = base.dataIdentity();
    claimedAt = base.claimedAt();
    publishedAt = base.publishedAt();
    handover = base.handover();
    previous = base.previous();
    former = base.former();
  }

  RoleRecordBuilder owner(Owner newOwner) {
    owner = newOwner;
    return this;
  }

  RoleRecordBuilder nextEpoch() {
    epoch = base.epoch() + 1;
    return this;
  }

  RoleRecordBuilder nonce(String newNonce) {
    nonce = newNonce;
    return this;
  }

  RoleRecordBuilder state(RoleState newState) {
    state = newState;
    return this;
  }

  RoleRecordBuilder published(Instant at) {
    state = RoleState.PUBLISHED;
    publishedAt = Optional.of(at);
    former =
        previous
            .filter(before -> base.everPublished())
            .map(Previous::owner)
            .or(() -> former)
            .filter(before -> !before.instanceId().equals(owner.instanceId()));
    everPublished = true;
    previous = Optional.empty();
    return this;
  }

  RoleRecordBuilder everPublished(boolean published) {
    everPublished = published;
    return this;
  }

  RoleRecordBuilder dataIdentity(Optional<String> identity) {
    dataIdentity = identity;
    return this;
  }

  RoleRecordBuilder claimedAt(Instant at) {
    claimedAt = at;
    return this;
  }

  RoleRecordBuilder forced(boolean byForce) {
    forced = byForce;
    return this;
  }

  RoleRecordBuilder previous(Optional<Previous> newPrevious) {
    previous = newPrevious;
    return this;
  }

  /** An offer; it ends with every change of the state. */
  RoleRecordBuilder offering(Handover offer) {
    state = RoleState.HANDOVER;
    handover = Optional.of(offer);
    return this;
  }

  /** The record. */
  RoleRecord build() {
    return new RoleRecord(
        base.cluster(),
        base.account(),
        base.region(),
        owner,
        epoch,
        nonce,
        state,
        everPublished,
        dataIdentity,
        claimedAt,
        publishedAt,
        state == RoleState.HANDOVER ? handover : Optional.empty(),
        previous,
        forced,
        former);
  }
}
