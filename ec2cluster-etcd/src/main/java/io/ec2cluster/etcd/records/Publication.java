package io.ec2cluster.etcd.records;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Keeps the records of a cluster as they should be, look by look. A change of the members is looked
 * at at once, everything else once a minute; what failed, or may have been done or not, is read
 * again, later and later. For use by one thread.
 */
public final class Publication {
  private static final Duration REGULAR = Duration.ofSeconds(60);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final RecordNames names;
  private final RecordsOwner owner;
  private final Supplier<HostedZone> zone;
  private final Time time;
  private final RandomGenerator random;
  private final Consumer<String> say;
  private Optional<Subject> last = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private long next;

  /**
   * A publication.
   *
   * @param zone finds the zone; asked again when it could not tell
   * @param random for nonces and for the pauses after a failure
   * @param say hears what happens, the same again and again
   */
  public Publication(
      RecordNames names,
      RecordsOwner owner,
      Supplier<HostedZone> zone,
      Time time,
      RandomGenerator random,
      Consumer<String> say) {
    this.names = names;
    this.owner = owner;
    this.zone = zone;
    this.time = time;
    this.random = random;
    this.say = say;
  }

  /** What the records depend on; how far the cluster's log is does not change them. */
  private record Subject(EtcdId cluster, List<ClusterMember> members) {}

  /** Looks, if it is time to, and writes what is not as it should be. Never fails. */
  public void round(Published published) {
    Optional<Subject> subject =
        Optional.of(new Subject(published.clusterId(), published.members()));
    if (subject.equals(last) && time.nanos() - next < 0) {
      return;
    }
    if (!subject.equals(last)) {
      pause = FIRST_PAUSE;
    }
    last = subject;
    try {
      look(published);
    } catch (InterruptedOperationException stopping) {
      throw stopping;
    } catch (Ec2ClusterException failed) {
      say.accept("the records cannot be kept up to date, trying again: " + failed.getMessage());
      later();
    }
  }

  private void look(Published published) {
    HostedZone found = zone.get();
    String nonce = "%016x".formatted(random.nextLong());
    ZoneReview review = ZoneReview.of(names, owner, published, found.list(names.top()), nonce);
    if (review.verdict() instanceof ZoneReview.Verdict.Write write) {
      // What comes of it is known by its answer, and settled by the next look if there is none.
      found.apply(write.batch());
      say.accept(
          "wrote the records below %s: %d members"
              .formatted(names.top(), published.members().size()));
      regular();
    } else if (review.verdict() instanceof ZoneReview.Verdict.Newer) {
      later();
    } else if (review.verdict() instanceof ZoneReview.Verdict.Refused refused) {
      say.accept("the records below %s are left alone: %s".formatted(names.top(), refused.why()));
      regular();
    } else {
      say.accept("the records below %s are as they should be".formatted(names.top()));
      regular();
    }
  }

  private void regular() {
    pause = FIRST_PAUSE;
    next = time.nanos() + REGULAR.toNanos();
  }

  private void later() {
    next = time.nanos() + pause.toNanos() + random.nextLong(pause.toNanos());
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(REGULAR) > 0 ? REGULAR : twice;
  }
}
