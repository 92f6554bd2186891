package io.ec2cluster.etcd.group;

import com.google.common.collect.Sets;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.InstanceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The instances of an Auto Scaling group. Gone is who is not in the group and terminated, as EC2
 * says; whom EC2 does not know at all is gone when it has not known it for an hour: it shows
 * terminated instances for about that long, and new ones not at once.
 */
public final class ScalingGroup implements Group {
  /** Rounds follow each other faster than groups change; the API is throttled per account. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  private static final Duration FORGOTTEN = Duration.ofHours(1);

  /** EC2's words for an instance that does not come back. */
  private static final Set<String> TERMINATING = Set.of("shutting-down", "terminated");

  private final InstanceSource source;
  private final Optional<Integer> size;
  private final Time time;
  private final Supplier<GroupMember> self;
  private final BiFunction<String, String, GroupMember> member;
  private final Map<String, String> instanceOfPeer = new HashMap<>();
  private final Map<String, Long> unknownSince = new HashMap<>();
  private Optional<Reading> last = Optional.empty();

  /** The group of a name, in this region. */
  public ScalingGroup(
      String name,
      Optional<Integer> size,
      ScalingApi api,
      Cloud cloud,
      Time time,
      Supplier<GroupMember> self,
      BiFunction<String, String, GroupMember> member) {
    this(new OneRegion(new ScalingQuery.Named(name), api, cloud), size, time, self, member);
  }

  /**
   * A group.
   *
   * @param source where its instances are listed: {@link OneRegion} or {@link RegionalInstances}
   * @param size how many members it is to have; else its desired capacity
   * @param self this node; asked only where it is needed
   * @param member makes a member of its instance id and its address
   */
  public ScalingGroup(
      InstanceSource source,
      Optional<Integer> size,
      Time time,
      Supplier<GroupMember> self,
      BiFunction<String, String, GroupMember> member) {
    this.source = source;
    this.size = size;
    this.time = time;
    this.self = self;
    this.member = member;
  }

  @Override
  public GroupMember self() {
    return self.get();
  }

  @Override
  public GroupView read() {
    return reading().view();
  }

  @Override
  public Set<EtcdId> gone(List<ClusterMember> members) {
    Set<String> inGroup = reading().state().instances();
    if (inGroup.isEmpty()) {
      // A group that was emptied, or a read of nothing: neither removes anybody.
      return Set.of();
    }
    Map<EtcdId, String> outside = new HashMap<>();
    for (ClusterMember entry : members) {
      instance(entry)
          .filter(id -> !inGroup.contains(id))
          .ifPresent(id -> outside.put(entry.id(), id));
    }
    unknownSince.keySet().retainAll(outside.values());
    Map<String, InstanceState> states =
        outside.isEmpty() ? Map.of() : source.states(Set.copyOf(outside.values()));
    Set<EtcdId> gone = new HashSet<>();
    outside.forEach(
        (entry, id) -> {
          if (isGone(id, Optional.ofNullable(states.get(id)))) {
            gone.add(entry);
          }
        });
    return gone;
  }

  @Override
  public Belonging belonging() {
    return reading().state().of(self().name());
  }

  /**
   * In the group, or by EC2 alone: a shut-down that ends in {@code stopped}, or in {@code running}
   * again, is none.
   */
  @Override
  public boolean isLosingSelf() {
    last = Optional.empty();
    Belonging belonging = belonging();
    if (belonging == Belonging.DEPARTING || belonging == Belonging.DEPARTING_HELD) {
      return true;
    }
    String id = self().name();
    return Optional.ofNullable(source.states(Set.of(id)).get(id))
        .filter(state -> TERMINATING.contains(state.word()))
        .isPresent();
  }

  @Override
  public LifecycleHooks hooks() {
    return source.hooks(() -> self().name());
  }

  /** A member that never started has no name; its address may have been seen in the group. */
  private Optional<String> instance(ClusterMember entry) {
    return entry.name().startsWith("i-")
        ? Optional.of(entry.name())
        : entry.peerUrls().stream()
            .flatMap(url -> Optional.ofNullable(instanceOfPeer.get(url)).stream())
            .findFirst();
  }

  private boolean isGone(String id, Optional<InstanceState> state) {
    if (state.isPresent()) {
      unknownSince.remove(id);
      return state.get().life() == OwnerLife.DEAD;
    }
    long first = unknownSince.computeIfAbsent(id, none -> time.nanos());
    return time.nanos() - first >= FORGOTTEN.toNanos();
  }

  private Reading reading() {
    Optional<Reading> fresh = last.filter(reading -> time.nanos() - reading.at() < FRESH.toNanos());
    if (fresh.isPresent()) {
      return fresh.get();
    }
    long now = time.nanos();
    ScalingApi.State state = source.find().orElseThrow(this::absent);
    List<GroupMember> present = new ArrayList<>();
    List<GroupMember> departing = new ArrayList<>();
    source
        .hosts(Sets.union(state.present(), state.departing()))
        .forEach(
            (id, address) ->
                (state.present().contains(id) ? present : departing)
                    .add(member.apply(id, address)));
    present.forEach(one -> instanceOfPeer.put(one.peerUrl(), one.name()));
    Reading reading =
        new Reading(now, state, new GroupView(present, departing, size.orElse(state.desired())));
    last = Optional.of(reading);
    return reading;
  }

  /** A name that never was one is a mistake; a group that was there before proves nothing now. */
  private RuntimeException absent() {
    String found = "etcd: group: " + source.words();
    return last.isPresent()
        ? new EnvironmentException(found + " any more: nobody is added or removed")
        : new UsageException(found + "; expected what it is called. See also --region");
  }

  /**
   * What was read.
   *
   * @param at by the monotonic clock
   */
  private record Reading(long at, ScalingApi.State state, GroupView view) {}
}
