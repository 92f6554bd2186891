package io.ec2cluster.elb.roll;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Set;

/**
 * A roll that is under way, or that was left unfinished.
 *
 * @param service what is restarted
 * @param by the instance from which it is done
 * @param begun when, in seconds of the wall clock there
 * @param done who was restarted
 * @param failed whose restart failed, and was not made up for
 */
public record RollRecord(
    String service, String by, long begun, Set<String> done, Set<String> failed) {
  /** Copies both, in their order. */
  public RollRecord {
    done = ImmutableSet.copyOf(done);
    failed = ImmutableSet.copyOf(failed);
  }

  /** One that has done nothing yet. */
  public static RollRecord begin(String service, String by, long now) {
    return new RollRecord(service, by, now, Set.of(), Set.of());
  }

  /** The same, gone on with from another instance. */
  public RollRecord takenOverBy(String other) {
    return new RollRecord(service, other, begun, done, failed);
  }

  /** One more is restarted. */
  public RollRecord withDone(String instance) {
    return new RollRecord(
        service,
        by,
        begun,
        Sets.union(done, Set.of(instance)),
        Sets.difference(failed, Set.of(instance)));
  }

  /** One more has failed. */
  public RollRecord withFailed(String instance) {
    return new RollRecord(service, by, begun, done, Sets.union(failed, Set.of(instance)));
  }
}
