package io.ec2cluster.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.write.ConditionalWrite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The replica pool: weighted record sets of one name, one per replica, told apart by the instance
 * id. Every change is conditional; after a conflict or a lost answer the pool is read again and the
 * change decided anew, within 30 seconds. For use by one thread; any number of nodes change the
 * pool at once.
 */
public final class ReplicaPool {
  private final HostedZone zone;
  private final DnsName name;
  private final Duration ttl;
  private final int weight;
  private final Time time;
  private final RandomGenerator random;

  /**
   * The pool of a name.
   *
   * @param weight the weight of a member that joins, 0 to 255
   */
  public ReplicaPool(
      HostedZone zone, DnsName name, Duration ttl, int weight, Time time, RandomGenerator random) {
    this.zone = zone;
    this.name = name;
    this.ttl = ttl;
    this.weight = weight;
    this.time = time;
    this.random = random;
  }

  /** The pool's record sets as the zone holds them: one request. */
  public List<RecordSet> members() {
    return zone.list(name).stream().filter(set -> set.name().equals(name)).toList();
  }

  /**
   * Lets a replica join, or changes its record to what it is now. One request where it is new.
   *
   * @param target the host name or address that readers reach it by
   * @throws RefusedException if the name is taken by something else than a pool
   * @throws EnvironmentException if the zone failed, or others were in the way for too long
   */
  public void join(String instanceId, String target) throws InterruptedException {
    RecordSet member = RecordSet.pointing(name, ttl, target).weighted(instanceId, weight);
    ChangeBatch first =
        ChangeBatch.commented("ec2cluster: " + instanceId + " joins the pool")
            .create(member)
            .build();
    settle(first, members -> entry(members, instanceId, member));
  }

  /** Somebody's earlier record, or one's own earlier commit: what counts is what is there now. */
  private Optional<ChangeBatch> entry(
      List<RecordSet> members, String instanceId, RecordSet member) {
    if (isMember(members, member)) {
      return Optional.empty();
    }
    if (members.stream().anyMatch(set -> set.weighted().isEmpty())) {
      throw new RefusedException(
          "the replica name "
              + name
              + " is taken by something that is no pool: "
              + members
              + "; expected weighted record sets, or none. Remove it, or choose another dns.replica-name");
    }
    Optional<RecordSet> mine = of(members, instanceId);
    Duration shared =
        members.stream()
            .filter(set -> !Optional.of(set).equals(mine))
            .map(RecordSet::ttl)
            .findFirst()
            .orElse(ttl);
    ChangeBatch.Builder batch =
        ChangeBatch.commented("ec2cluster: " + instanceId + " takes its place in the pool");
    mine.ifPresent(batch::delete);
    // Route 53 refuses weighted sets of one name with different TTLs: whoever joins takes the
    // members' own.
    return Optional.of(batch.create(withTtl(member, shared)).build());
  }

  /** Whether the pool holds a replica with what it is reached by now, whatever the TTL. */
  public boolean isMember(List<RecordSet> members, String instanceId, String target) {
    return isMember(members, RecordSet.pointing(name, ttl, target).weighted(instanceId, weight));
  }

  private boolean isMember(List<RecordSet> members, RecordSet member) {
    return members.stream().anyMatch(set -> withTtl(set, ttl).equals(member));
  }

  /**
   * Reads the pool and decides how an instance leaves it: its changes can be part of a larger batch
   * (a promotion publishes the name and leaves the pool at once). After a conflict of that batch it
   * has to be decided anew. A pool's only fit member stays.
   */
  public Departure departure(String instanceId, Predicate<RecordSet> fit) {
    return Departure.of(members(), Set.of(instanceId), fit, false);
  }

  /** {@link #leave(List, Set, Predicate, boolean)} of one instance, from what stands there now. */
  public Departure.Kind leave(String instanceId, Predicate<RecordSet> fit, boolean allowEmpty)
      throws InterruptedException {
    return leave(members(), Set.of(instanceId), fit, allowEmpty);
  }

  /**
   * Takes members out, unless none would be left that is fit.
   *
   * @param seen the pool as it was read; an old reading only costs a conflict
   * @param instanceIds who leaves: a node itself, or those whose instances are terminated
   * @param fit which of the others is fit to serve readers
   * @param allowEmpty whether they leave even if no fit member is left
   * @return {@link Departure.Kind#LEAVES} if they are out now by this call, {@link
   *     Departure.Kind#ABSENT} if they were no members, {@link Departure.Kind#LAST} if they stay
   * @throws EnvironmentException if the zone failed, or others were in the way for too long
   */
  public Departure.Kind leave(
      List<RecordSet> seen, Set<String> instanceIds, Predicate<RecordSet> fit, boolean allowEmpty)
      throws InterruptedException {
    Departing departing = new Departing(instanceIds, fit, allowEmpty);
    Optional<ChangeBatch> first = departing.apply(seen);
    if (first.isEmpty()) {
      return departing.kind;
    }
    settle(first.get(), departing);
    // Absent after a lost answer: this call, or somebody else, has taken them out.
    return departing.kind == Departure.Kind.LAST ? departing.kind : Departure.Kind.LEAVES;
  }

  /** What to send for a departure, by each reading of the pool, and what was decided last. */
  private static final class Departing implements Function<List<RecordSet>, Optional<ChangeBatch>> {
    private final Set<String> instanceIds;
    private final Predicate<RecordSet> fit;
    private final boolean allowEmpty;
    private Departure.Kind kind = Departure.Kind.ABSENT;

    Departing(Set<String> instanceIds, Predicate<RecordSet> fit, boolean allowEmpty) {
      this.instanceIds = instanceIds;
      this.fit = fit;
      this.allowEmpty = allowEmpty;
    }

    @Override
    public Optional<ChangeBatch> apply(List<RecordSet> members) {
      Departure departure = Departure.of(members, instanceIds, fit, allowEmpty);
      kind = departure.kind();
      return kind == Departure.Kind.LEAVES ? Optional.of(departure.batch()) : Optional.empty();
    }
  }

  /** Sends batches until one is applied or none is needed. */
  private void settle(ChangeBatch first, Function<List<RecordSet>, Optional<ChangeBatch>> again)
      throws InterruptedException {
    new ConditionalWrite<>(this::members, time, random)
        .send(
            () -> zone.apply(first),
            members -> again.apply(members).map(batch -> () -> zone.apply(batch)));
  }

  private static RecordSet withTtl(RecordSet set, Duration newTtl) {
    return new RecordSet(set.name(), set.type(), newTtl, set.values(), set.weighted());
  }

  /** A member's record set. */
  public static Optional<RecordSet> of(List<RecordSet> members, String instanceId) {
    return members.stream()
        .filter(set -> set.weighted().filter(w -> w.setIdentifier().equals(instanceId)).isPresent())
        .findFirst();
  }
}
