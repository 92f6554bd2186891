package io.ec2cluster.etcd;

import io.ec2cluster.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Members that are gone: proven so by every read for the grace period, two reads at least. A read
 * that fails, or that does not prove it, begins anew. For use by one thread.
 */
final class Ghosts {
  private final Time time;
  private final Duration grace;
  private final Map<EtcdId, Long> since = new HashMap<>();

  Ghosts(Time time, Duration grace) {
    this.time = time;
    this.grace = grace;
  }

  /** Takes note of a read; returns who has been gone for long enough. */
  Set<EtcdId> observe(Set<EtcdId> gone) {
    since.keySet().retainAll(gone);
    Set<EtcdId> ghosts = new HashSet<>();
    long now = time.nanos();
    for (EtcdId member : gone) {
      Long first = since.putIfAbsent(member, now);
      if (first != null && now - first >= grace.toNanos()) {
        ghosts.add(member);
      }
    }
    return ghosts;
  }
}
