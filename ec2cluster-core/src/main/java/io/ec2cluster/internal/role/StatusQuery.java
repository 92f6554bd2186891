package io.ec2cluster.internal.role;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.LeaseReport;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Owner;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.role.RoleView;
import io.ec2cluster.role.StatusReport;
import io.ec2cluster.role.StatusReport.MemberStatus;
import io.ec2cluster.role.StatusReport.Node;
import io.ec2cluster.role.StatusReport.Pooled;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Follower;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Position;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Query.Answer;
import io.ec2cluster.spi.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code status}: what the role record, the names, the back end and every known member say, and
 * where they contradict each other. Two requests to the zone, one to the back end, one to each
 * member.
 */
final class StatusQuery {
  private static final int HEALTHY = 0;
  private static final int DEGRADED = 10;
  private static final int NO_PRIMARY = 11;
  private static final int CONTRADICTION = 12;

  private final OperationContext context;
  private final EngineNode node;
  private final String self;
  private final Optional<Duration> again;

  StatusQuery(OperationContext context, EngineNode node) {
    this(context, node, Optional.empty());
  }

  /**
   * Asks again and again.
   *
   * @param again the pause before the next time
   */
  StatusQuery(OperationContext context, EngineNode node, Optional<Duration> again) {
    this.context = context;
    this.again = again;
    this.node = node;
    this.self = context.cloud().metadata().instanceId();
  }

  Answer answer() {
    RoleView view = RoleLeases.of(context).view();
    Probe probe = node.probe();
    List<RecordSet> pool = pool();
    List<Follower> followers = followers(probe);
    List<MemberStatus> members = members(view, pool, probe, followers);
    Data data = data();
    StatusFindings findings =
        new StatusFindings(view, members, self, probe, data.madeFor(), lost(followers));
    List<String> contradictions = findings.contradictions();
    List<String> problems = findings.problems();
    int code = exitCode(view, contradictions, problems);
    StatusReport report =
        new StatusReport(
            context.cluster(),
            self,
            LeaseReport.of(context.names(), view),
            pool.stream().map(StatusQuery::pooled).toList(),
            here(probe, data.description()),
            members,
            contradictions,
            problems,
            verdict(code));
    return new Answer(report, StatusText.of(report), code, again);
  }

  private static int exitCode(RoleView view, List<String> contradictions, List<String> problems) {
    boolean published =
        view.record().filter(record -> record.state() == RoleState.PUBLISHED).isPresent();
    if (!contradictions.isEmpty()) {
      return CONTRADICTION;
    }
    if (!published) {
      return NO_PRIMARY;
    }
    return problems.isEmpty() ? HEALTHY : DEGRADED;
  }

  private static String verdict(int code) {
    return switch (code) {
      case HEALTHY -> "healthy";
      case DEGRADED -> "degraded: see the problems above";
      case NO_PRIMARY ->
          "no published primary: run 'ec2cluster init' on a node, or 'ec2cluster promote' on a"
              + " replica";
      default -> "contradiction: the sources do not agree, see above";
    };
  }

  private Node here(Probe probe, String data) {
    return new Node(
        Ascii.toLowerCase(probe.running().name()),
        probe.role().map(Role::label),
        data,
        boxed(probe.lagBytes()),
        probe.description());
  }

  /** What this node holds, as far as that can be told. */
  private record Data(String description, Optional<Role> madeFor) {}

  private Data data() {
    try {
      NodeData data = node.data();
      return new Data(data.description(), data.madeFor());
    } catch (Ec2ClusterException unknown) {
      return new Data("not known: " + unknown.getMessage(), Optional.empty());
    }
  }

  /** Those whom the primary keeps something for, and who are not connected to it. */
  private static Set<String> lost(List<Follower> followers) {
    return followers.stream()
        .filter(follower -> !follower.connected())
        .map(Follower::instanceId)
        .collect(ImmutableSet.toImmutableSet());
  }

  private List<RecordSet> pool() {
    return context.names().replica().isEmpty()
        ? List.of()
        : RoleSteps.pool(context).members().stream()
            .filter(set -> set.weighted().isPresent())
            .toList();
  }

  private static Pooled pooled(RecordSet set) {
    return new Pooled(
        set.weighted().orElseThrow().setIdentifier(),
        set.weighted().orElseThrow().weight(),
        set.target().orElseGet(set::toString));
  }

  /** The owner first, then the pool's members, this node, and who else follows it. */
  private List<MemberStatus> members(
      RoleView view, List<RecordSet> pool, Probe probe, List<Follower> followers) {
    Map<String, Optional<Member>> known = new LinkedHashMap<>();
    view.record().ifPresent(record -> known.put(record.owner().instanceId(), owner(record)));
    for (RecordSet set : pool) {
      String id = set.weighted().orElseThrow().setIdentifier();
      known.putIfAbsent(id, set.target().map(host -> new Member(id, host, node.port())));
    }
    known.putIfAbsent(self, Optional.empty());
    followers.forEach(follower -> known.putIfAbsent(follower.instanceId(), Optional.empty()));
    Optional<Owner> former = view.record().flatMap(RoleRecord::former);
    former.ifPresent(owner -> known.putIfAbsent(owner.instanceId(), Optional.of(Roster.of(owner))));
    Set<String> pooled =
        pool.stream()
            .map(set -> set.weighted().orElseThrow().setIdentifier())
            .collect(ImmutableSet.toImmutableSet());
    Map<String, InstanceState> instances = instances(known.keySet());
    // A host that is no more lets whoever connects wait, and is nobody's business any more.
    former
        .map(Owner::instanceId)
        .filter(id -> !pooled.contains(id) && isDead(instances, id))
        .ifPresent(known::remove);
    Map<String, Standing> standings = new LinkedHashMap<>();
    known.forEach((id, member) -> standings.put(id, standing(id, member)));
    List<MemberStatus> members = new ArrayList<>();
    standings.forEach(
        (id, standing) ->
            members.add(
                new MemberStatus(
                    id,
                    known.getOrDefault(id, Optional.empty()).map(Member::host),
                    (id.equals(self) ? probe.role() : standing.role()).map(Role::label),
                    Optional.ofNullable(instances.get(id)).map(InstanceState::word),
                    answers(id, standing, probe),
                    standing.position().map(Position::text),
                    lag(id, standings, followers),
                    follower(followers, id).flatMap(Follower::slot),
                    pooled.contains(id),
                    view.record().filter(record -> record.isOwnedBy(id)).isPresent(),
                    standing.description())));
    return members;
  }

  private static boolean isDead(Map<String, InstanceState> instances, String id) {
    return Optional.ofNullable(instances.get(id))
        .filter(instance -> instance.life() == OwnerLife.DEAD)
        .isPresent();
  }

  /** A stopped engine of this node is described from its files, and does not answer. */
  private String answers(String id, Standing standing, Probe probe) {
    return id.equals(self) && probe.running() != Probe.Running.YES
        ? "no"
        : Ascii.toLowerCase(standing.answer().name());
  }

  private static Optional<Member> owner(RoleRecord record) {
    return Optional.of(Roster.of(record.owner()));
  }

  private Standing standing(String id, Optional<Member> member) {
    if (id.equals(self)) {
      return node.standing();
    }
    return member
        .map(node::standingOf)
        .orElseGet(() -> Standing.untold("only the primary knows it, without its address"));
  }

  /** Only a running primary knows who follows it. */
  private List<Follower> followers(Probe probe) {
    return probe.running() == Probe.Running.YES && !probe.role().equals(Optional.of(Role.REPLICA))
        ? node.followers()
        : List.of();
  }

  /** By what the primary says, else by comparison with the most advanced one. */
  private static Optional<Long> lag(
      String id, Map<String, Standing> standings, List<Follower> followers) {
    OptionalLong told =
        follower(followers, id).map(Follower::lagBytes).orElse(OptionalLong.empty());
    if (told.isPresent()) {
      return boxed(told);
    }
    Optional<Position> best =
        standings.values().stream()
            .flatMap(standing -> standing.position().stream())
            .max(Position::compareTo);
    Optional<Position> own = Optional.ofNullable(standings.get(id)).flatMap(Standing::position);
    return own.isPresent() && best.isPresent()
        ? boxed(own.get().behind(best.get()))
        : Optional.empty();
  }

  private static Optional<Follower> follower(List<Follower> followers, String id) {
    return followers.stream().filter(follower -> follower.instanceId().equals(id)).findFirst();
  }

  /** Without the permission to ask for instances the rest is still worth showing. */
  private Map<String, InstanceState> instances(Set<String> ids) {
    Set<String> others =
        ids.stream().filter(id -> !id.equals(self)).collect(ImmutableSet.toImmutableSet());
    try {
      return others.isEmpty() ? Map.of() : context.cloud().instances(context.cluster(), others);
    } catch (EnvironmentException notAsked) {
      context
          .progress()
          .note("the states of the instances are not known: " + notAsked.getMessage());
      return Map.of();
    }
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }
}
