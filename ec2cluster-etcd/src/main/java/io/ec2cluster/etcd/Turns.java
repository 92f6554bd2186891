package io.ec2cluster.etcd;

import java.util.Optional;

/** Who may change the membership: one node at a time. For use by one thread. */
interface Turns {
  /** This node's turn; empty while it is another's. */
  Optional<Turn> take() throws InterruptedException;

  /** A turn that was taken. */
  interface Turn extends AutoCloseable {
    /**
     * Goes on only while the turn is this node's.
     *
     * @throws io.ec2cluster.Ec2ClusterException if it has run out
     */
    void requireHeld();

    /** Gives it back. */
    @Override
    void close();
  }
}
