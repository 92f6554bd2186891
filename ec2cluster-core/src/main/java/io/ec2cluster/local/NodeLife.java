package io.ec2cluster.local;

import com.google.common.base.Ascii;
import java.util.Optional;

/**
 * What a node has told of its life in one cluster.
 *
 * @param epoch the boot in which it was told
 * @param phase what it told last
 * @param tool the process that works for the node; none once the engine runs
 * @param engine the engine's process, where one runs and is known
 */
record NodeLife(
    Machine.Epoch epoch,
    Phase phase,
    Optional<Machine.ProcessIdentity> tool,
    Optional<Machine.ProcessIdentity> engine) {
  /** What a node has told last. */
  enum Phase {
    /** A process works for the node, and no engine was started since the boot or the last stop. */
    WORKING,
    /** An engine is being started. */
    STARTING,
    /** An engine runs. */
    ENGINE,
    /** The engine is proven stopped. */
    STOPPED;

    String label() {
      return Ascii.toLowerCase(name());
    }
  }

  /** A node of which only that is known. */
  static NodeLife working(Machine.Epoch epoch, Machine.ProcessIdentity tool) {
    return new NodeLife(epoch, Phase.WORKING, Optional.of(tool), Optional.empty());
  }

  /**
   * This node when another process begins to work for it, which knows no better yet of an engine
   * that was started in this boot; what was before the boot is over.
   */
  NodeLife continuedBy(Machine.Epoch now, Machine.ProcessIdentity newTool) {
    boolean started = phase == Phase.STARTING || phase == Phase.ENGINE;
    if (!started || !epoch.bootId().equals(now.bootId())) {
      return working(now, newTool);
    }
    // A process id of another container means nothing here: the engine is not known then.
    Optional<Machine.ProcessIdentity> known = epoch.equals(now) ? engine : Optional.empty();
    return new NodeLife(now, phase, Optional.of(newTool), known);
  }
}
