package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.group.Group;
import java.util.function.Consumer;

/** What becomes of this node's membership when {@code etcd run} is ended. */
enum OnStop {
  /** It is given up where the node is leaving its group for good; a reboot keeps it. */
  LEAVE_IF_TERMINATING,
  /** It is kept, whatever happens. */
  STAY,
  /** It is given up. */
  LEAVE;

  /** Whether to leave. A group that cannot be read proves nothing: the member stays. */
  boolean leaves(Group group, Consumer<String> say) throws InterruptedException {
    if (this != LEAVE_IF_TERMINATING) {
      return this == LEAVE;
    }
    try {
      return group.isLosingSelf();
    } catch (EnvironmentException unread) {
      say.accept(
          "whether this node is terminating cannot be told, so it stays a member: "
              + unread.getMessage());
      return false;
    }
  }
}
