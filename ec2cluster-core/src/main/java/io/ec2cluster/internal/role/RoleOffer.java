package io.ec2cluster.internal.role;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.role.Handover;
import io.ec2cluster.role.RoleTransfer;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;

/** A primary's offer of its role to this node, for which {@code promote --await-offer} waits. */
final class RoleOffer {
  /**
   * Between two looks at the record: short, since nobody writes between the offer and its taking
   * up. Route 53 allows five requests/s.
   */
  static final Duration PAUSE = Duration.ofMillis(400);

  private final RoleTransfer transfer;
  private final String self;

  RoleOffer(RoleTransfer transfer, String self) {
    this.transfer = transfer;
    this.self = self;
  }

  /** The offer stands, or waiting longer helps nobody. */
  boolean isDecided(RoleView view) {
    return view.record()
        .filter(
            now ->
                now.isOwnedBy(self)
                    || now.handover().map(Handover::candidate).filter(self::equals).isPresent())
        .isPresent();
  }

  /**
   * Waits until it is decided.
   *
   * @throws DeadlineException if no offer came
   */
  void await(StepContext step, Duration patience) throws InterruptedException {
    long end = step.time().nanos() + patience.toNanos();
    step.progress("waiting for the primary to hand its role over to this node");
    while (!isDecided(transfer.observe())) {
      if (step.time().nanos() - end >= 0) {
        throw new DeadlineException(
            "waited "
                + patience.toSeconds()
                + " s for the primary to hand its role over to this node, in vain: run 'ec2cluster"
                + " handover --to "
                + self
                + "' there");
      }
      step.time().sleep(PAUSE);
    }
  }
}
