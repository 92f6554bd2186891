package io.ec2cluster.rds;

import io.ec2cluster.rds.standin.StandInInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Looks at a pool as readers do, every few seconds of the test's clock: somebody available has to
 * be in it whenever a replica that stays has been available for longer than a look takes to notice.
 */
final class PoolWatch {
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration NOTICED = Duration.ofMinutes(2);
  private static final Duration LONGEST = Duration.ofHours(8);

  private final RdsStage stage;
  private final String name;
  private final int wanted;
  private final Map<String, Duration> availableSince = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();

  PoolWatch(RdsStage stage, String name, int wanted) {
    this.stage = stage;
    this.name = name;
    this.wanted = wanted;
  }

  PoolWatch begin() {
    look();
    return this;
  }

  /** The moments at which nobody could read. */
  List<String> unreadable() {
    return List.copyOf(unreadable);
  }

  private void look() {
    Duration now = stage.time().elapsed();
    List<String> available =
        stage.account().instances().values().stream()
            .filter(instance -> instance.source().isPresent())
            .filter(instance -> instance.state().equals("available"))
            .map(StandInInstance::id)
            .toList();
    availableSince.keySet().retainAll(available);
    available.forEach(id -> availableSince.putIfAbsent(id, now));
    boolean couldRead =
        IntStream.rangeClosed(1, wanted)
            .mapToObj(i -> availableSince.get("s" + i))
            .anyMatch(since -> since != null && now.minus(since).compareTo(NOTICED) > 0);
    List<String> pool = stage.pool(name);
    if (couldRead && pool.stream().noneMatch(available::contains)) {
      unreadable.add(now + ": pool " + pool + ", available " + available);
    }
    if (now.compareTo(LONGEST) < 0) {
      stage.time().after(EVERY, this::look);
    }
  }
}
