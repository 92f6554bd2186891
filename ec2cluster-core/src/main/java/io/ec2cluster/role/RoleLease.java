package io.ec2cluster.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.write.Nonces;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The hands-on acts on a role record: look at it, give it back, let a lost cluster be founded anew.
 */
public final class RoleLease {
  private final RoleNames names;
  private final OwnerLiveness liveness;
  private final RecordReader reader;
  private final RecordWriter writer;
  private final RandomGenerator random;

  /** The role record of a cluster. */
  public RoleLease(
      HostedZone zone, RoleNames names, OwnerLiveness liveness, Time time, RandomGenerator random) {
    this.names = names;
    this.liveness = liveness;
    this.reader = new RecordReader(zone, names);
    this.writer = new RecordWriter(zone, reader, time, random);
    this.random = random;
  }

  /** Reads the record and the primary name. */
  public RoleView view() {
    return reader.read();
  }

  /** {@link #release(RoleView, String, boolean)} of what stands there now. */
  public RoleRecord release(String instanceId, boolean force) throws InterruptedException {
    return release(view(), instanceId, force);
  }

  /**
   * Gives the record back. By its owner after a proven stop; by anybody with force, which proves
   * nothing: whoever forces it vouches that the owner does not run as primary, and that no
   * ec2cluster runs there.
   *
   * <p>A release keeps the epoch. One by force raises it, so that an owner who runs all the same
   * sees that its tenure is over.
   *
   * @param view what was seen, and vouched for: nothing is released if another record stands there
   *     meanwhile, for example that of a node that took over from the dead
   * @return the record as it is now
   * @throws RefusedException if there is nothing to release, it is another's without force, or it
   *     changed meanwhile
   */
  public RoleRecord release(RoleView view, String instanceId, boolean force)
      throws InterruptedException {
    RoleRecord record = existing(view);
    if (record.state() == RoleState.FREE) {
      return record;
    }
    if (!force && !record.isOwnedBy(instanceId)) {
      throw new RefusedException(
          "the role record names "
              + record.owner()
              + ", not this node ("
              + instanceId
              + "): run this there, or give"
              + " --force if you know that its engine does not run as primary");
    }
    return write(
        view,
        released(record, force),
        ChangeBatch.commented("ec2cluster: lease release by " + instanceId));
  }

  /**
   * What was taken over from another goes back to it: that it was released proves nothing of it.
   */
  private RoleRecord released(RoleRecord record, boolean force) {
    if (record.previous().isPresent() && record.everPublished()) {
      return record.givenBack(Nonces.fresh(random));
    }
    RoleRecordBuilder next = force ? record.change().nextEpoch() : record.change();
    return next.state(RoleState.FREE)
        .forced(force)
        .previous(Optional.empty())
        .nonce(Nonces.fresh(random))
        .build();
  }

  /**
   * Lets a cluster whose data is lost be founded anew: the record forgets that it was ever
   * published, the primary name goes. The last owner itself may ask for it once its own engine is
   * proven stopped, which the caller has to see to.
   *
   * <p>A free record that was never published, or has been through this already, stays as it is: a
   * name that stands there is not the cluster's.
   *
   * @throws RefusedException if the last owner is not proven dead, a claim never published is under
   *     way, or the record changed meanwhile
   */
  public RoleRecord refound(String instanceId) throws InterruptedException {
    RoleView view = view();
    RoleRecord record = existing(view);
    if (!record.everPublished()) {
      return unpublished(record);
    }
    if (!record.isOwnedBy(instanceId) && liveness.lifeOf(record) != OwnerLife.DEAD) {
      throw new RefusedException(
          record.owner()
              + " held the role last and is not proven dead (terminated): its data may live. Start it, or"
              + " terminate it first; nothing overrides this");
    }
    RoleRecord next =
        record
            .change()
            .nextEpoch()
            .state(RoleState.FREE)
            .everPublished(false)
            .dataIdentity(Optional.empty())
            .previous(Optional.empty())
            .forced(false)
            .nonce(Nonces.fresh(random))
            .build();
    ChangeBatch.Builder batch = ChangeBatch.commented("ec2cluster: lease refound by " + instanceId);
    PrimaryName.of(view).pointers().forEach(batch::delete);
    return write(view, next, batch);
  }

  private static RoleRecord unpublished(RoleRecord record) {
    if (record.state() == RoleState.FREE) {
      return record;
    }
    throw new RefusedException(
        "the cluster was never published, so there is nothing to found anew: "
            + record.owner()
            + " is founding it. If it never will, give its claim back with 'ec2cluster lease release'");
  }

  private RoleRecord write(RoleView view, RoleRecord next, ChangeBatch.Builder batch)
      throws InterruptedException {
    RecordSet replacement = RoleRecordText.write(names.record(), next);
    view.stored().ifPresent(old -> batch.replace(old, replacement));
    ChangeBatch writing = batch.build();
    Optional<RoleView> superseded =
        writer.write(
            writing,
            next,
            now -> now.stored().equals(view.stored()) ? Optional.of(writing) : Optional.empty());
    if (superseded.isPresent()) {
      throw new RefusedException(
          "the role record changed meanwhile: it names "
              + superseded
                  .get()
                  .record()
                  .map(now -> now.owner() + ", " + now.state().label())
                  .orElse("nobody")
              + " now. Look at it with 'ec2cluster lease show' and run again");
    }
    return next;
  }

  private RoleRecord existing(RoleView view) {
    return view.record()
        .orElseThrow(
            () ->
                new RefusedException(
                    "there is no role record at "
                        + names.record()
                        + ": nothing to release. The first 'ec2cluster init'"
                        + " writes it"));
  }
}
