package io.ec2cluster.internal.role;

import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.spi.OperationContext;

/**
 * Remembers under which epoch this node began to hand its role over. Who runs {@code handover}
 * again after a crash means the same handover, not one back to this node.
 */
final class UnfinishedHandover {
  private final NodeNote note;

  UnfinishedHandover(OperationContext context) {
    this.note = new NodeNote(context, "handover");
  }

  void begin(RoleRecord offered) {
    note.write(Long.toString(offered.epoch()));
  }

  /** The role moved once since then: where it was to go. */
  boolean ledTo(RoleRecord now) {
    return note.find()
        .map(String::strip)
        .filter(Long.toString(now.epoch() - 1)::equals)
        .isPresent();
  }

  void end() {
    note.delete();
  }
}
