package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.turn.Answer.Moment;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time in milliseconds, and what happens in it. */
final class SimClock {
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private long now;
  private long count;

  private record Event(long at, long order, Runnable what) {}

  long now() {
    return now;
  }

  Moment moment(long skewSeconds) {
    return new Moment(now * 1_000_000, 1_800_000_000L + now / 1000 + skewSeconds);
  }

  void after(long millis, Runnable what) {
    events.add(new Event(now + millis, count++, what));
  }

  /** Runs the next event; false if there is none up to a moment. */
  boolean step(long until) {
    Event next = events.peek();
    if (next == null || next.at() > until) {
      now = Math.max(now, until);
      return false;
    }
    events.remove();
    now = next.at();
    next.what().run();
    return true;
  }
}
