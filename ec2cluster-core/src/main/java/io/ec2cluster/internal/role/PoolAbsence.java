package io.ec2cluster.internal.role;

import io.ec2cluster.spi.OperationContext;

/**
 * Remembers that this node was taken out of the replica pool by hand, so that the timer's check
 * does not put it back.
 */
final class PoolAbsence {
  private final OperationContext context;
  private final NodeNote note;

  PoolAbsence(OperationContext context) {
    this.context = context;
    this.note = new NodeNote(context, "out-of-pool");
  }

  boolean isByHand() {
    return note.find().isPresent();
  }

  void begin() {
    note.write(
        "taken out by 'ec2cluster pool leave' at "
            + context.time().now()
            + "; 'ec2cluster pool join' brings it back\n");
  }

  void end() {
    note.delete();
  }
}
