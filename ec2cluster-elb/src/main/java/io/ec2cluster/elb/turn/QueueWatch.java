package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one who waits has seen of the others: whether the first of the queue leaves its turn
 * untaken, and whether somebody listed as out is gone. Counted by its own looks and its own clock.
 *
 * @param first the first of the queue, as it was when its turn was there
 * @param untaken in how many looks one after the other
 * @param gone who was gone
 * @param goneSince monotonic nanoseconds of the first look at which the same were gone
 */
record QueueWatch(Optional<Entry> first, int untaken, List<String> gone, long goneSince) {
  static final QueueWatch NOTHING = new QueueWatch(Optional.empty(), 0, List.of(), 0);

  QueueWatch {
    gone = List.copyOf(gone);
  }

  /** After another look. */
  QueueWatch look(CourseTerms terms, int at, Ledger ledger, FleetView fleet, long now) {
    Optional<Entry> before = ledger.waitingBefore(terms.self(at)).stream().findFirst();
    boolean itsTurn = before.isPresent() && terms.rules().spare(ledger, fleet) > 0;
    // Any change of its entry, a turn taken and given back included, is a sign of life.
    int count = !itsTurn ? 0 : before.equals(first) ? untaken + 1 : 1;
    List<String> nowGone = terms.rules().gone(ledger, fleet);
    boolean same = !nowGone.isEmpty() && nowGone.equals(gone);
    return new QueueWatch(
        itsTurn ? before : Optional.empty(), count, nowGone, same ? goneSince : now);
  }

  /** Whose entries are to be ended now. */
  List<String> ended(CourseTerms terms, long began) {
    if (untaken > CourseTerms.UNTAKEN) {
      return List.of(first.orElseThrow().id());
    }
    // An answer may be as old as that, and show somebody in service who was not listed then.
    Duration watched = Duration.ofNanos(began - goneSince);
    return watched.compareTo(terms.propagation()) >= 0 ? gone : List.of();
  }
}
