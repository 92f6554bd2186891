package io.ec2cluster.role;

import io.ec2cluster.dns.RecordSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A role record as the queries {@code lease show} and {@code status} give it.
 *
 * @param name where the record stands
 * @param present whether there is one
 * @param cluster its cluster
 * @param state its state
 * @param epoch its epoch
 * @param owner the owner's instance id
 * @param address how replicas reach the owner
 * @param everPublished whether the cluster ever had a published primary
 * @param dataIdentity the identity of its data
 * @param claimedAt when the owner claimed
 * @param publishedAt when it published last
 * @param former who was published before the owner, where that is known
 * @param primaryName the name that clients use
 * @param primaryTargets what the name points at
 */
public record LeaseReport(
    String name,
    boolean present,
    Optional<String> cluster,
    Optional<String> state,
    Optional<Long> epoch,
    Optional<String> owner,
    Optional<String> address,
    Optional<Boolean> everPublished,
    Optional<String> dataIdentity,
    Optional<Instant> claimedAt,
    Optional<Instant> publishedAt,
    Optional<String> former,
    String primaryName,
    List<String> primaryTargets) {

  /** What is seen of a cluster's record and name. */
  public static LeaseReport of(RoleNames names, RoleView view) {
    Optional<RoleRecord> record = view.record();
    return new LeaseReport(
        names.record().text(),
        record.isPresent(),
        record.map(RoleRecord::cluster),
        record.map(r -> r.state().label()),
        record.map(RoleRecord::epoch),
        record.map(r -> r.owner().instanceId()),
        record.map(r -> r.owner().address() + ":" + r.owner().port()),
        record.map(RoleRecord::everPublished),
        record.flatMap(RoleRecord::dataIdentity),
        record.map(RoleRecord::claimedAt),
        record.flatMap(RoleRecord::publishedAt),
        record.flatMap(RoleRecord::former).map(Owner::toString),
        names.primary().text(),
        view.primary().stream().map(LeaseReport::target).toList());
  }

  private static String target(RecordSet set) {
    return set.target().orElseGet(set::toString);
  }
}
