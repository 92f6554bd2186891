package io.ec2cluster.etcd;

/** The etcd process of this node. For use by one thread. */
interface EtcdServer {
  /** Whether it runs, also if another process of ec2cluster has started it. */
  boolean runs();

  /** Whether it was started to listen to clients. */
  boolean isOpen();

  /** Where this node reaches it. */
  String clientUrl();

  /**
   * Starts it; returns once the process is there.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be started
   */
  void start(EtcdLaunch launch) throws InterruptedException;

  /** Ends it in order and waits for its end. */
  void stop() throws InterruptedException;

  /**
   * Ends it as a crash would, and waits for its end: for one that serves nobody yet. In order, it
   * would first give its leadership away, and wait 7 s where all others are ending as well (etcd,
   * EtcdServer.Stop: TransferLeadership); what it has acknowledged is on its disk either way.
   */
  void kill() throws InterruptedException;
}
