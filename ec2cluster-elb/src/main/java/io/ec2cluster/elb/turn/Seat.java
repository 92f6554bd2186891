package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Ledger;
import java.util.Optional;

/**
 * What a course knows of one load balancer.
 *
 * @param held whether its instance is listed as out there
 * @param ledger as it was read last
 * @param fleet as it was answered last
 * @param readAt monotonic nanoseconds at which that was asked
 * @param looks how often it has looked at the ledger alone since it asked the load balancer
 * @param watch what it has seen of the others
 * @param conflicts how many of its writes one after the other came too late; 2 are as good as more
 */
record Seat(
    Held held,
    Ledger ledger,
    Optional<FleetView> fleet,
    long readAt,
    int looks,
    QueueWatch watch,
    int conflicts) {
  private static final int MOST = 2;

  static final Seat NEW =
      new Seat(Held.NO, Ledger.empty(), Optional.empty(), 0, 0, QueueWatch.NOTHING, 0);

  /** How it is listed. */
  enum Held {
    NO,
    /** As out by this course; may be withdrawn until it is taken out. */
    TAKEN,
    /** As kept out since before: never withdrawn, ended once it is back. */
    KEPT
  }

  Seat with(Held next) {
    return new Seat(next, ledger, fleet, readAt, looks, watch, conflicts);
  }

  Seat with(Ledger read) {
    return new Seat(held, read, fleet, readAt, looks, watch, conflicts);
  }

  Seat with(FleetView answered, long began) {
    return new Seat(held, ledger, Optional.of(answered), began, looks, watch, conflicts);
  }

  Seat with(QueueWatch seen) {
    return new Seat(held, ledger, fleet, readAt, looks, seen, conflicts);
  }

  Seat looked() {
    return new Seat(held, ledger, fleet, readAt, looks + 1, watch, conflicts);
  }

  Seat asked() {
    return new Seat(held, ledger, fleet, readAt, 0, watch, conflicts);
  }

  Seat refused() {
    return new Seat(held, ledger, fleet, readAt, looks, watch, Math.min(conflicts + 1, MOST));
  }

  Seat calm() {
    return new Seat(held, ledger, fleet, readAt, looks, watch, 0);
  }

  boolean inService(String id) {
    return fleet.filter(view -> view.inService().contains(id)).isPresent();
  }

  /**
   * Whether it is worth asking the load balancer: where the ledger alone says that there is no
   * room, only those near the head ask, now and then. A thousand that wait would be throttled.
   */
  boolean isToAsk(CourseTerms terms, int at) {
    if (fleet.isEmpty() || !inService(terms.self(at))) {
      return true;
    }
    int before = ledger.waitingBefore(terms.self(at)).size();
    long best = terms.rules().spareAtBest(ledger, fleet.get().size(ledger));
    return best > before || (best > 0 && looks >= before / 4) || looks >= 3 + before;
  }
}
