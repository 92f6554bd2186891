package io.ec2cluster.coordination;

import io.ec2cluster.dns.ChangeConflictException;
import java.util.Optional;

/**
 * Where a back end keeps small records. Every change is conditional; reads are of the authority and
 * up to date as far as that can promise it. Implementations retry what is transient up to a
 * deadline of their own, and are safe for use by several threads and processes.
 *
 * <p>For back ends: users take {@link RecordStore}, which settles lost answers.
 */
public interface RecordTable {
  /** What it is, for messages: {@code DynamoDB table ec2cluster}. */
  String id();

  /** How many characters a value may have. */
  int longestValue();

  /**
   * Whether it bears a heart-beat every few seconds from each of many nodes, which timed leases
   * need.
   */
  boolean bearsHeartBeats();

  /**
   * Reads a record.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be read; never empty instead
   */
  Optional<StoredRecord> read(RecordKey key);

  /**
   * Writes a record.
   *
   * @param seen what has to stand there, by its version and nonce; empty: nothing
   * @param next what stands there then
   * @throws ChangeConflictException if something else stands there, which may be the result of an
   *     earlier attempt of the same call
   * @throws io.ec2cluster.EnvironmentException if it was refused for another reason, or it is not
   *     known whether it was written
   */
  void put(Optional<StoredRecord> seen, StoredRecord next);

  /**
   * Deletes a record.
   *
   * @param seen what has to stand there, by its version and nonce
   * @throws ChangeConflictException as {@link #put} does
   * @throws io.ec2cluster.EnvironmentException as {@link #put} does
   */
  void delete(StoredRecord seen);
}
