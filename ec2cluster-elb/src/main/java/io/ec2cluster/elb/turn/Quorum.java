package io.ec2cluster.elb.turn;

import io.ec2cluster.RefusedException;
import io.ec2cluster.config.Fraction;
import java.util.Optional;

/**
 * How much of a fleet stays in service, in exact arithmetic: 0.67 of three is three, 2/3 of three
 * is two.
 *
 * @param share the part that stays, above 0 and below 1: {@code 2/3}, {@code 0.67} or {@code 67%}
 * @param minInstances how many stay at least, 1 or more
 */
public record Quorum(Fraction share, int minInstances) {
  private static final Fraction NONE = Fraction.of(0, 1);
  private static final Fraction ALL = Fraction.of(1, 1);
  private static final String ONLY_ONE =
      "the fleet is one instance, and without it nothing is in service: expected two or more."
          + " --allow-zero restarts it nevertheless";

  /** Refuses a share that means nothing, or lets nobody leave any fleet. */
  public Quorum {
    if (share.compareTo(NONE) <= 0 || share.compareTo(ALL) >= 0) {
      throw new IllegalArgumentException(
          "quorum: found "
              + share
              + ", expected a part above 0 and below 1, such as 2/3, 67% or 0.67"
              + (share.equals(ALL) ? "; 1 would let nobody leave" : ""));
    }
    if (minInstances < 1) {
      throw new IllegalArgumentException(
          "min-instances: found "
              + minInstances
              + ", expected 1 or more; a fleet of one goes to zero by --allow-zero only");
    }
  }

  /** How many of a fleet have to be in service: the larger of the minimum and the share, up. */
  public long floor(long fleet) {
    return Math.max(minInstances, share.ceilingOf(fleet));
  }

  /** How many of a fleet may be out at the same time; 0 where the floor lets nobody leave. */
  public long mayBeOut(long fleet) {
    return Math.max(0, fleet - floor(fleet));
  }

  /**
   * The floor for a restart.
   *
   * @param allowZero whether the only instance of a fleet may leave; changes nothing for more
   * @throws RefusedException if the floor lets nobody leave; names the quorum that would let one
   */
  public long floorThatLetsOneLeave(long fleet, boolean allowZero) {
    findRefusal(fleet, allowZero)
        .ifPresent(
            words -> {
              throw new RefusedException(words);
            });
    return fleet <= 1 ? 0 : floor(fleet);
  }

  /** Why nobody may ever leave such a fleet, and what would let one; empty if one may. */
  public Optional<String> findRefusal(long fleet, boolean allowZero) {
    if (fleet <= 1) {
      return allowZero ? Optional.empty() : Optional.of(ONLY_ONE);
    }
    return mayBeOut(fleet) == 0 ? Optional.of(nobodyMayLeave(fleet)) : Optional.empty();
  }

  private String nobodyMayLeave(long fleet) {
    Fraction largest = Fraction.of(fleet - 1, fleet);
    boolean shareIsEnough = share.compareTo(largest) <= 0;
    String wanted =
        shareIsEnough
            ? "min-instances of %d or less".formatted(fleet - 1)
            : "a quorum of %s or less".formatted(largest);
    String also =
        !shareIsEnough && minInstances >= fleet
            ? " and min-instances of %d or less".formatted(fleet - 1)
            : "";
    return "quorum %s with min-instances %d keeps %d of %d instances in service: nobody may ever leave. %s%s would let one; no option overrides this"
        .formatted(share, minInstances, floor(fleet), fleet, wanted, also);
  }
}
