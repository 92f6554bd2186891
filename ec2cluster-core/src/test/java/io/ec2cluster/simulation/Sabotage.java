package io.ec2cluster.simulation;

/** Ways to break the protocol on purpose: the simulation has to notice each. */
enum Sabotage {
  NONE,
  /** A claim is written whatever stands there. */
  CLAIM_WITHOUT_CONDITION,
  /** A publication is written whatever stands there. */
  PUBLISH_WITHOUT_CONDITION,
  /** A release is written whatever stands there. */
  RELEASE_WITHOUT_CONDITION,
  /** An owner that is not proven dead counts as dead. */
  DOUBT_IS_DEATH,
  /** The role is given back before the engine has stopped. */
  RELEASE_BEFORE_STOP,
  /** What is read never says that the cluster was published. */
  PUBLICATION_FORGOTTEN,
  /** Every nonce is the same: somebody else's commit looks like one's own. */
  SAME_NONCE,
  /** The engine starts before the role is claimed. */
  START_BEFORE_CLAIM,
  /** The name is published before the engine is verified. */
  PUBLISH_BEFORE_VERIFY,
  /** Nobody looks whether the data is still there, and what is missing is made. */
  LOST_DISK_IGNORED,
  /** A replica joins the pool before it is verified. */
  JOIN_BEFORE_VERIFY,
  /** A replica never joins the pool. */
  JOIN_FORGOTTEN,

  /** Nobody looks at the old primary again once its role is taken. */
  NO_SECOND_LOOK(true),

  /** The engine is promoted before the record names its node. */
  PROMOTE_BEFORE_TAKING(true),

  /** The role is offered before the engine has stopped. */
  OFFER_BEFORE_STOP(true),

  /** Nobody waits until the candidate has all that was acknowledged. */
  POSITION_IGNORED(true),

  /** Who leaves the pool does not make sure of another one that stays. */
  DEPARTURE_WITHOUT_WITNESS(true);

  private final boolean ofLife;

  Sabotage() {
    this(false);
  }

  Sabotage(boolean ofLife) {
    this.ofLife = ofLife;
  }

  /** Whether it breaks other operations than the election. */
  boolean isOfLife() {
    return ofLife;
  }
}
