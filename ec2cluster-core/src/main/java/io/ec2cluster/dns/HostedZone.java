package io.ec2cluster.dns;

import java.util.List;
import java.util.Optional;

/**
 * One zone, read and changed through its authority, never through a resolver's cache.
 *
 * <p>Implementations are safe for use by several threads and processes. They retry what is
 * transient (throttling, time-outs, server errors, an earlier change that is still being applied)
 * with jittered back-off up to a deadline of their own; a batch that they send again is the same
 * batch.
 */
public interface HostedZone {
  /** The zone's identifier with its provider, for messages. */
  String id();

  /** The zone's name, where it is known without asking. */
  Optional<DnsName> name();

  /**
   * Every record set at a name or below it, in zone order; one request in the common case.
   *
   * @throws io.ec2cluster.EnvironmentException if the zone cannot be read; never an empty list
   *     instead
   */
  List<RecordSet> list(DnsName top);

  /**
   * Applies a batch whole or not at all.
   *
   * @throws ChangeConflictException if a record set to create exists or one to delete differs
   * @throws io.ec2cluster.EnvironmentException if the batch was refused for another reason, or it
   *     is not known whether it was applied: the caller reads back
   */
  void apply(ChangeBatch batch);
}
