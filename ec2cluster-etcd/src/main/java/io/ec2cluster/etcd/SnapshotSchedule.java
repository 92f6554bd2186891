package io.ec2cluster.etcd;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import io.ec2cluster.etcd.snapshot.SnapshotName;
import io.ec2cluster.etcd.snapshot.SnapshotPlace;
import io.ec2cluster.etcd.snapshot.SnapshotSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots at intervals, on a thread of its own, by the node whose etcd leads. It remembers
 * nothing: what is there tells when the next is due, so that a new leader, and a new process, go on
 * where the one before ended. For use by one thread.
 *
 * @param clientUrl where this node's etcd is asked
 */
record SnapshotSchedule(
    String cluster,
    String clientUrl,
    SnapshotSettings settings,
    SnapshotPlace place,
    SnapshotTaker taker,
    Time time,
    Consumer<String> say) {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofMinutes(1);

  /** Until it is interrupted. */
  void run() throws InterruptedException {
    String lastWords = "";
    while (true) {
      Duration pause;
      try {
        pause = round();
        lastWords = "";
      } catch (InterruptedOperationException interrupted) {
        throw new InterruptedException(interrupted.getMessage());
      } catch (Ec2ClusterException failed) {
        pause = shorter(AGAIN, settings.every());
        String words =
            "no snapshot was kept, trying again in %d s: %s"
                .formatted(pause.toSeconds(), failed.getMessage());
        // The same again and again would say nothing.
        if (!words.equals(lastWords)) {
          say.accept(words);
        }
        lastWords = words;
      }
      time.sleep(pause);
    }
  }

  /** One look; returns when to look again. */
  Duration round() throws InterruptedException {
    if (!leads()) {
      return shorter(LOOK, settings.every());
    }
    Optional<Duration> left =
        SnapshotName.of(cluster, place.names()).stream()
            .findFirst()
            .map(newest -> settings.every().minus(Duration.between(newest.time(), time.now())))
            // A time to come is that of a clock which was wrong.
            .filter(rest -> !rest.isNegative() && !rest.isZero())
            .filter(rest -> rest.compareTo(settings.every()) <= 0);
    if (left.isPresent()) {
      return shorter(left.get(), settings.every());
    }
    taker.take(
        clientUrl,
        (file, facts) -> {
          SnapshotName name = new SnapshotName(cluster, facts.time(), facts.revision());
          place.keep(name.toString(), file, facts);
          say.accept(
              "kept snapshot %s in %s: %d bytes".formatted(name, settings.to(), facts.size()));
        });
    prune();
    return settings.every();
  }

  /** Who does not answer leads nobody; that is the agent's matter. */
  private boolean leads() throws InterruptedException {
    try {
      return taker.ways().api().at(clientUrl).status().leads();
    } catch (EnvironmentException silent) {
      LOG.debug("taken for one that does not lead", silent);
      return false;
    }
  }

  private void prune() {
    try {
      List<SnapshotName> all = SnapshotName.of(cluster, place.names());
      all.stream().skip(settings.keep()).forEach(old -> place.remove(old.toString()));
    } catch (EnvironmentException failed) {
      say.accept("old snapshots are still there: " + failed.getMessage());
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
