package io.ec2cluster.coordination;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that keeps a lease alive. */
final class HeartBeat {
  static final Logger LOG = LoggerFactory.getLogger(HeartBeat.class);

  /** Two may be lost before the lease is. */
  private static final int IN_A_LENGTH = 3;

  /** After one that failed. */
  private static final int SOONER = 10;

  private final Lease lease;
  private final Time time;
  private final Thread thread;

  private HeartBeat(Lease lease, Time time) {
    this.lease = lease;
    this.time = time;
    this.thread = new Thread(this::beat, "ec2cluster-lease-" + lease.key());
    thread.setDaemon(true);
  }

  static HeartBeat start(Lease lease, Time time) {
    HeartBeat heartBeat = new HeartBeat(lease, time);
    heartBeat.thread.start();
    return heartBeat;
  }

  /** Ends it; a heart-beat that is under way is broken off. */
  void stop() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive() && thread != Thread.currentThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat() {
    Duration regular = lease.length().dividedBy(IN_A_LENGTH);
    Duration pause = regular;
    try {
      while (lease.isHeld()) {
        time.sleep(pause);
        pause = renewed() ? regular : lease.length().dividedBy(SOONER);
      }
    } catch (InterruptedException | InterruptedOperationException stopped) {
      LOG.debug("lease {} is kept alive no longer", lease.key());
    }
  }

  private boolean renewed() throws InterruptedException {
    try {
      lease.renew();
      return true;
    } catch (LeaseLostException over) {
      LOG.warn("{}", over.getMessage());
      return false;
    } catch (EnvironmentException failed) {
      LOG.warn("a heart-beat of lease {} failed: {}", lease.key(), failed.getMessage());
      return false;
    }
  }
}
