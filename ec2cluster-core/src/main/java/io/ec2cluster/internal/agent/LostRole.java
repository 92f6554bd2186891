package io.ec2cluster.internal.agent;

import io.ec2cluster.internal.role.Demotion;
import io.ec2cluster.role.RoleRecord;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Counts the proofs that this node's role moved on while its engine runs as the primary: two
 * readings of the record, one after the other. A reading that failed, or found no record, is no
 * proof, and the count begins anew. For use by one thread.
 */
final class LostRole {
  private static final int ENOUGH = 2;

  private final String self;
  private int proofs;

  LostRole(String self) {
    this.self = self;
  }

  /**
   * A reading of the record.
   *
   * @param primary whether the engine is seen to run as the primary
   * @param epoch the last epoch that the engine lived by, where that is known
   * @return whether the primary has to give the role up
   */
  boolean read(boolean primary, Optional<RoleRecord> record, OptionalLong epoch) {
    boolean proven =
        primary && record.filter(found -> Demotion.isProvenBy(found, self, epoch)).isPresent();
    proofs = proven ? proofs + 1 : 0;
    return proofs >= ENOUGH;
  }

  /** The record could not be read. */
  void unread() {
    proofs = 0;
  }
}
