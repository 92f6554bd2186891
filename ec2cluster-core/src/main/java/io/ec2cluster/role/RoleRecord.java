package io.ec2cluster.role;

import java.time.Instant;
import java.util.Optional;

/**
 * The record that only one node can win: one per cluster, at {@code _ec2cluster.<primary name>}.
 * Never deleted, only rewritten; its epoch only grows. Immutable.
 *
 * @param cluster the cluster's name
 * @param account the AWS account, where there is one
 * @param region the region, where there is one
 * @param owner who holds the role; in {@link RoleState#FREE} who held it last
 * @param epoch counts the changes of owner, from 1
 * @param nonce a fresh random text in every write, by which a writer recognises its own commit
 * @param state where the owner stands
 * @param everPublished whether the cluster ever had a published primary: if so nobody founds it
 *     anew
 * @param dataIdentity the identity of the data (the Postgres system identifier), once it is known
 * @param claimedAt when the owner claimed (UTC, seconds)
 * @param publishedAt when the owner published last
 * @param handover the offer, in {@link RoleState#HANDOVER}
 * @param previous the owner before, while a promotion runs
 * @param forced in {@link RoleState#FREE}, and while such a record is taken over: released by
 *     force, without proof that the owner has stopped
 * @param former who was published before the present owner, as far as that is known: {@code status}
 *     asks it, since it may have come back without being in any pool
 */
public record RoleRecord(
    String cluster,
    Optional<String> account,
    Optional<String> region,
    Owner owner,
    long epoch,
    String nonce,
    RoleState state,
    boolean everPublished,
    Optional<String> dataIdentity,
    Instant claimedAt,
    Optional<Instant> publishedAt,
    Optional<Handover> handover,
    Optional<Previous> previous,
    boolean forced,
    Optional<Owner> former) {
  /** A record of which nothing is known but the present. */
  public RoleRecord(
      String cluster,
      Optional<String> account,
      Optional<String> region,
      Owner owner,
      long epoch,
      String nonce,
      RoleState state,
      boolean everPublished,
      Optional<String> dataIdentity,
      Instant claimedAt,
      Optional<Instant> publishedAt,
      Optional<Handover> handover,
      Optional<Previous> previous,
      boolean forced) {
    this(
        cluster,
        account,
        region,
        owner,
        epoch,
        nonce,
        state,
        everPublished,
        dataIdentity,
        claimedAt,
        publishedAt,
        handover,
        previous,
        forced,
        Optional.empty());
  }

  /** Validates the texts, the epoch, and that the parts agree with each other. */
  public RoleRecord {
    RecordText.check("cluster", cluster);
    account.ifPresent(text -> RecordText.check("account", text));
    region.ifPresent(text -> RecordText.check("region", text));
    dataIdentity.ifPresent(text -> RecordText.check("data identity", text));
    RecordText.check("nonce", nonce);
    if (epoch < 1) {
      throw new IllegalArgumentException(epoch + " is not an epoch: expected 1 or more");
    }
    if ((state == RoleState.HANDOVER) != handover.isPresent()) {
      throw new IllegalArgumentException("state " + state.label() + " with handover " + handover);
    }
    if ((state == RoleState.PUBLISHED || state == RoleState.HANDOVER) && !everPublished) {
      throw new IllegalArgumentException("state " + state.label() + " though never published");
    }
  }

  /** Whether an instance may run its engine as primary by this record. */
  public boolean entitles(String instanceId) {
    return isOwnedBy(instanceId) && (state == RoleState.CLAIMED || state == RoleState.PUBLISHED);
  }

  /** Whether an instance comes back as the primary that it was, if it is started as one. */
  public boolean isReturnOf(String instanceId) {
    return isOwnedBy(instanceId) && everPublished && previous.isEmpty();
  }

  /** Whether an instance is the owner, whatever the state. */
  public boolean isOwnedBy(String instanceId) {
    return owner.instanceId().equals(instanceId);
  }

  /**
   * The same record as if the owner before still held it: what the life of a previous owner is
   * asked with.
   */
  RoleRecord asHeldBy(Owner other) {
    return change().owner(other).build();
  }

  /**
   * The record that gives a claim back. What was never published becomes free. A takeover restores
   * the owner before, with the next epoch; an offer that was taken up does not come back: its owner
   * has stopped, so the role is free for it.
   */
  RoleRecord givenBack(String newNonce) {
    RoleRecordBuilder back = change().nonce(newNonce).previous(Optional.empty());
    if (previous.isEmpty() || !everPublished) {
      return back.state(RoleState.FREE).forced(forced).build();
    }
    RoleState before =
        previous.get().state() == RoleState.HANDOVER ? RoleState.FREE : previous.get().state();
    return back.owner(previous.get().owner())
        .nextEpoch()
        .state(before)
        .forced(before == RoleState.FREE && forced)
        .build();
  }

  /** A copy to change. */
  RoleRecordBuilder change() {
    return new RoleRecordBuilder(this);
  }
}
