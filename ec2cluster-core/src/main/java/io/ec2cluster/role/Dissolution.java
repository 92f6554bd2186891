package io.ec2cluster.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.write.Nonces;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The end of a cluster: the record becomes free, the primary name goes and the pool's last records,
 * in one batch. The record itself stays, with its epoch and its last owner, who may come back.
 */
public final class Dissolution {
  private final HostedZone zone;
  private final RoleNames names;
  private final RecordReader reader;
  private final RecordWriter writer;
  private final RandomGenerator random;

  /** The end of the cluster of these names. */
  public Dissolution(HostedZone zone, RoleNames names, Time time, RandomGenerator random) {
    this.zone = zone;
    this.names = names;
    this.reader = new RecordReader(zone, names);
    this.writer = new RecordWriter(zone, reader, time, random);
    this.random = random;
  }

  /**
   * Dissolves; nothing is written if it is dissolved already. The engine must be proven stopped
   * before.
   *
   * @param instanceId this node, which must own the record
   * @param dead the members whose instances are terminated: their pool records go too
   * @return the record as it is now
   * @throws RefusedException if the record is not this node's, neither published nor free, or the
   *     pool holds another member
   * @throws io.ec2cluster.EnvironmentException if the zone failed: running again settles it
   */
  public RoleRecord dissolve(String instanceId, Set<String> dead) throws InterruptedException {
    RoleView view = reader.read();
    RoleRecord record = own(view, instanceId);
    List<RecordSet> pool = pool(instanceId, dead);
    if (record.state() == RoleState.FREE
        && PrimaryName.of(view).pointers().isEmpty()
        && pool.isEmpty()) {
      return record;
    }
    RoleRecord next =
        record
            .change()
            .state(RoleState.FREE)
            .previous(Optional.empty())
            .nonce(Nonces.fresh(random))
            .build();
    Optional<RoleView> superseded =
        writer.write(
            batch(view, next, pool),
            next,
            now ->
                now.record().filter(found -> found.nonce().equals(record.nonce())).isPresent()
                    ? Optional.of(batch(now, next, pool(instanceId, dead)))
                    : Optional.empty());
    if (superseded.isPresent()) {
      throw new RefusedException(
          "the role record changed meanwhile: it names "
              + superseded
                  .get()
                  .record()
                  .map(RoleRecord::owner)
                  .map(Owner::toString)
                  .orElse("nobody")
              + " now. Look at it with 'ec2cluster lease show' and run again");
    }
    return next;
  }

  private RoleRecord own(RoleView view, String instanceId) {
    Optional<RoleRecord> record = view.record();
    return record
        .filter(found -> found.isOwnedBy(instanceId))
        .filter(found -> found.state() == RoleState.PUBLISHED || found.state() == RoleState.FREE)
        .orElseThrow(
            () ->
                new RefusedException(
                    "only the published primary dissolves its cluster: this node is "
                        + instanceId
                        + ", the role record "
                        + names.record()
                        + " names "
                        + record
                            .map(found -> found.owner() + ", " + found.state().label())
                            .orElse("nobody")));
  }

  /** What goes with the cluster. */
  private List<RecordSet> pool(String instanceId, Set<String> dead) {
    if (names.replica().isEmpty()) {
      return List.of();
    }
    List<RecordSet> members =
        zone.list(names.replica().get()).stream()
            .filter(set -> set.name().equals(names.replica().get()))
            .filter(set -> set.weighted().isPresent())
            .toList();
    for (RecordSet member : members) {
      String id = member.weighted().orElseThrow().setIdentifier();
      if (!id.equals(instanceId) && !dead.contains(id)) {
        throw new RefusedException(
            id
                + " is in the replica pool ("
                + member
                + "): it is a member of the cluster. Run 'ec2cluster leave' there first");
      }
    }
    return members;
  }

  private ChangeBatch batch(RoleView view, RoleRecord next, List<RecordSet> pool) {
    ChangeBatch.Builder batch =
        ChangeBatch.commented(
            "ec2cluster: " + next.owner().instanceId() + " dissolves the cluster");
    RecordSet replacement = RoleRecordText.write(names.record(), next);
    view.stored().ifPresent(old -> batch.replace(old, replacement));
    PrimaryName.of(view).pointers().forEach(batch::delete);
    pool.forEach(batch::delete);
    return batch.build();
  }
}
