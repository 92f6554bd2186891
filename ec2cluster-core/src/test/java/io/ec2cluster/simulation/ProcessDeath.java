package io.ec2cluster.simulation;

/**
 * Unwinds the thread of a process that is no more; an Error, so that no code under test stops it.
 */
final class ProcessDeath extends Error {
  private static final long serialVersionUID = 1L;

  ProcessDeath(String how) {
    // Without a stack trace: thousands of processes die in a second.
    super(how, null, false, false);
  }
}
