package io.ec2cluster.role;

import java.util.List;
import java.util.Optional;

/** What the role record says of a promotion of this node. */
public sealed interface PromotionVerdict {
  /** For people: why. */
  String reason();

  /**
   * The record may be taken, once every doubt is removed.
   *
   * @param next the record to write
   * @param resumed whether it is this node's own claim, from an earlier run
   * @param doubts records whose owners may still write as far as the record tells: each must be
   *     proven stopped or dead, fenced, or overridden by force; empty if the record itself is proof
   * @param atLeast the final position of a handover, in {@link io.ec2cluster.spi.Position}'s
   *     recorded form: this node must have reached it
   */
  record Allowed(
      RoleRecord next,
      boolean resumed,
      List<RoleRecord> doubts,
      Optional<String> atLeast,
      String reason)
      implements PromotionVerdict {
    /** Copies the doubts. */
    public Allowed {
      doubts = List.copyOf(doubts);
    }
  }

  /** This node is the published primary. */
  record AlreadyPrimary(RoleRecord record, String reason) implements PromotionVerdict {}

  /** A safety rule forbids it, and no option overrides it. */
  record Refuse(String reason) implements PromotionVerdict {}
}
