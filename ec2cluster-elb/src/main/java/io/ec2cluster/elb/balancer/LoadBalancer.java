package io.ec2cluster.elb.balancer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A load balancer, as this instance sees it. Reads are whole (all pages) and change nothing; both
 * changes are safe to repeat, and return once they are accepted, which is before they show. Calls
 * that are throttled or fail in passing are repeated inside, for half a minute at most. Safe for
 * use by several threads.
 *
 * <p>All methods throw {@link io.ec2cluster.EnvironmentException} where it does not answer, and
 * {@link io.ec2cluster.UsageException} where it does not exist.
 */
public interface LoadBalancer {
  /** Which one it is. */
  BalancerId id();

  /** The id by which it knows this instance, whether it is in it or not. */
  String self();

  /** What it says of everyone in it, in whatever state; draining ones as long as it tells them. */
  List<Target> targets() throws InterruptedException;

  /**
   * Those of these ids that are proven to be no instances any more. Not found is no proof where
   * reads may be late.
   */
  Set<String> terminated(Set<String> ids) throws InterruptedException;

  /**
   * Those of these ids that nothing is known of, which proves that they are no more only where they
   * were known hours ago: EC2 forgets a terminated instance after about an hour. None where the
   * question makes no sense.
   */
  default Set<String> forgotten(Set<String> ids) throws InterruptedException {
    return Set.of();
  }

  /**
   * By which address each of these instances is reached from its own network; one whose address is
   * not known is not there.
   */
  Map<String, String> addresses(Set<String> ids) throws InterruptedException;

  /**
   * Takes this instance out, which begins its draining.
   *
   * @param memberships of this instance, as {@link #targets} told them
   */
  void deregister(List<Membership> memberships) throws InterruptedException;

  /**
   * Puts this instance in exactly so.
   *
   * @param memberships as they were before, or {@link #usual}
   */
  void register(List<Membership> memberships) throws InterruptedException;

  /** How this instance is a member where nothing says how it was before. */
  List<Membership> usual() throws InterruptedException;

  /** Whether a member that is put in so gets requests; not where somebody has ordered otherwise. */
  default boolean serves(Membership membership) {
    return true;
  }

  /** How long requests of a member that is taken out may go on, by the load balancer's setting. */
  Duration drainDelay() throws InterruptedException;

  /** How many connections this instance still has from it; empty where that cannot be seen. */
  OptionalLong connections() throws InterruptedException;

  /**
   * How long after a change an answer, or the traffic, may still be as before: no service is
   * stopped sooner.
   */
  Duration propagation();
}
