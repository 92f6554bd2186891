package io.ec2cluster.role;

import java.time.Instant;
import java.util.Optional;

/**
 * The published primary, as a replica needs it.
 *
 * @param owner who it is
 * @param epoch its epoch; 0 where only a name without a record is known
 * @param dataIdentity the identity of its data, where it is known
 * @param publishedAt since when the name points at it, where it is known
 */
public record Leader(
    Owner owner, long epoch, Optional<String> dataIdentity, Optional<Instant> publishedAt) {
  /** The owner of a record. */
  public static Leader of(RoleRecord record) {
    return new Leader(record.owner(), record.epoch(), record.dataIdentity(), record.publishedAt());
  }
}
