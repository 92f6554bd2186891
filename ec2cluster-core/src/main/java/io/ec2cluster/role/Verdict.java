package io.ec2cluster.role;

/** What a node is to do by the rules, given what it sees. */
public sealed interface Verdict {
  /** For people: why. */
  String reason();

  /**
   * Write this record, and if the write succeeds, be the primary.
   *
   * @param grounds by which rule
   * @param next the record to write
   */
  record Claim(Grounds grounds, RoleRecord next, String reason) implements Verdict {}

  /**
   * Be a replica of this primary.
   *
   * @param primary who it is; epoch 0 where only a name without a record is known
   */
  record Follow(Leader primary, String reason) implements Verdict {}

  /** Look again later: somebody else has to act first. */
  record Wait(String reason) implements Verdict {}

  /** Do nothing: a safety rule forbids it, and looking again will not help. */
  record Refuse(String reason) implements Verdict {}

  /** By which rule a node may claim. */
  enum Grounds {
    /** No cluster was ever published: this node founds it. */
    FOUND,
    /** The claimant before is proven dead and never published: this node founds it. */
    TAKE_OVER,
    /** This node's own claim, from before a crash. */
    RESUME,
    /** This node is the published primary and comes back. */
    RETURN,
    /** The role was given back by this node, which still holds the data. */
    RECLAIM,
    /** Nobody took up this node's handover. */
    TAKE_BACK,
    /** A name without a record points at this node: the predecessor's. */
    ADOPT;

    /** Whether the claimant may make an empty data set. */
    public boolean founds(RoleRecord claimed) {
      return !claimed.everPublished() && this != ADOPT;
    }
  }
}
