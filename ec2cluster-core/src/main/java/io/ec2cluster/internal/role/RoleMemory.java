package io.ec2cluster.internal.role;

import com.google.common.primitives.Longs;
import io.ec2cluster.spi.OperationContext;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the agent remembers of this node's role beyond its own process: the last epoch that the
 * engine lived by, and whether the agent has stopped the engine because the role moved on. For use
 * by one thread.
 */
public final class RoleMemory {
  private final NodeNote epoch;
  private final NodeNote demoted;

  /** The memory of this node in its cluster. */
  public RoleMemory(OperationContext context) {
    this.epoch = new NodeNote(context, "epoch");
    this.demoted = new NodeNote(context, "demoted");
  }

  /**
   * The epoch of the last record that was seen to name this node as the published primary, or
   * another one while this node's engine ran as a replica.
   */
  public OptionalLong epoch() {
    Optional<Long> found = epoch.find().map(text -> Longs.tryParse(text.strip()));
    return found.isPresent() ? OptionalLong.of(found.get()) : OptionalLong.empty();
  }

  /** The engine lives by a record of this epoch; an earlier one is a reading that was late. */
  public void lives(long byEpoch) {
    if (epoch().orElse(0) < byEpoch) {
      epoch.write(byEpoch + "\n");
    }
  }

  /** Whether the engine was stopped because the role moved on, and did not come back since. */
  public boolean isDemoted() {
    return demoted.find().isPresent();
  }

  /** The engine is about to be stopped because the role moved on. */
  void demotes(String why) {
    demoted.write(why + "\n");
  }

  /** The engine has come back, in whatever role. */
  public void isBack() {
    if (isDemoted()) {
      demoted.delete();
    }
  }
}
