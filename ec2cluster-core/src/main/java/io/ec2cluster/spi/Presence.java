package io.ec2cluster.spi;

import java.util.OptionalLong;

/**
 * What a node tells its back end of its own life, written before the act that it announces. EC2
 * knows by itself; the local back end proves deaths by it.
 */
public interface Presence {
  /** This process works for the node and may claim the role. */
  void working();

  /** The engine is about to be started: from here on the end of this process proves nothing. */
  void startingEngine();

  /** The engine runs as this process; empty where its process is not known. */
  void engineRuns(OptionalLong pid);

  /** The engine is proven stopped. */
  void engineStopped();

  /** A back end that needs no telling; always the same object. */
  static Presence none() {
    return NoPresence.INSTANCE;
  }
}
