package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.Group;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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

  /** Asks the group who is gone; one that cannot be read proves nothing. */
  Set<EtcdId> observe(Group group, Optional<ClusterView> cluster, Consumer<String> say)
      throws InterruptedException {
    if (cluster.isEmpty()) {
      return observe(Set.of());
    }
    try {
      return observe(group.gone(cluster.get().members()));
    } catch (EnvironmentException unread) {
      say.accept("whether members are gone cannot be told: " + unread.getMessage());
      return observe(Set.of());
    }
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
