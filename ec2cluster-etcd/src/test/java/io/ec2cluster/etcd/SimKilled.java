package io.ec2cluster.etcd;

/** The tool of a node dies here: nothing of it may act any more. */
final class SimKilled extends Error {
  private static final long serialVersionUID = 1L;

  SimKilled(String node) {
    super("the tool on " + node + " was killed", null, false, false);
  }
}
