package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * For how long a value has been the same, by this node's own monotonic clock: the clocks of others
 * prove nothing. For use by one thread.
 */
final class Unchanged<T> {
  private final Time time;
  private Optional<Optional<T>> last = Optional.empty();
  private long since;

  Unchanged(Time time) {
    this.time = time;
  }

  /** Takes note of what it is now. */
  Duration observe(Optional<T> value) {
    if (!last.equals(Optional.of(value))) {
      last = Optional.of(value);
      since = time.nanos();
    }
    return Duration.ofNanos(time.nanos() - since);
  }
}
