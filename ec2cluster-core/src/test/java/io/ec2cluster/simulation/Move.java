package io.ec2cluster.simulation;

/**
 * What may happen next.
 *
 * @param kind what
 * @param index of the process, the write or the node
 * @param fault what befalls the node
 * @param weight how likely it is beside the others
 */
record Move(Kind kind, int index, Fault fault, int weight) {
  enum Kind {
    /** A process goes on. */
    RUN,
    /** A delayed write arrives. */
    LAND,
    /** A node's supervisor runs init again. */
    START,
    /** Something befalls a node that runs no process. */
    OUTAGE,
    /** The operator does something by hand. */
    OPERATE,
    /** A node is told to do something, whether it makes sense or not. */
    ORDER,
    /** The init system of a node that has booted looks whether the engine may start. */
    BOOT,
    /** A stopped instance is started again. */
    REVIVE,
    /** The primary acknowledges a write. */
    WRITE,
    /** A replica receives what its primary has. */
    STREAM,
    /** Nothing more to come. */
    END
  }

  static Move of(Kind kind, int index, int weight) {
    return new Move(kind, index, Fault.NONE, weight);
  }
}
