package io.ec2cluster.internal.role;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.Departure;
import io.ec2cluster.role.Dissolution;
import io.ec2cluster.role.Leader;
import io.ec2cluster.role.LeaveOptions;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Follower;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The plan of {@code leave}. A replica: out of the pool → readers have gone → stopped → forgotten
 * by the primary. The last member: stopped → the cluster dissolved. A primary with replicas hands
 * its role over first.
 */
final class LeavePlan {
  private final OperationContext context;
  private final EngineNode node;
  private final LeaveOptions options;
  private final Optional<Pool> pool;
  private final String self;
  private final Function<HandoverPlan.Afterwards, Plan> handover;

  /**
   * A leave.
   *
   * @param handover the plan that hands this node's role over
   */
  LeavePlan(
      OperationContext context,
      EngineNode node,
      LeaveOptions options,
      Function<HandoverPlan.Afterwards, Plan> handover) {
    this.context = context;
    this.node = node;
    this.options = options;
    this.handover = handover;
    this.pool = Pool.find(context, node);
    this.self = context.cloud().metadata().instanceId();
  }

  /** The plan, from what the zone shows now. */
  Plan plan() {
    RoleRecord record =
        RoleLeases.of(context)
            .view()
            .record()
            .orElseThrow(
                () ->
                    new RefusedException(
                        "there is no role record at "
                            + context.names().record()
                            + ": this node is in no cluster that it could leave"));
    if (options.last() && options.handover()) {
      throw new UsageException(
          "--last and --handover: the last member has nobody to hand its role over to; give one of"
              + " them");
    }
    Plan.Builder plan = Plan.builder();
    if (!record.isOwnedBy(self)) {
      if (options.last()) {
        throw new RefusedException(
            "--last is for the primary, but the role record names "
                + record.owner()
                + ": run 'ec2cluster leave' here without it");
      }
      replica(plan, record);
    } else if (options.last()) {
      last(plan, record);
    } else {
      requireHandover(record);
      return handover.apply(this::forgotten);
    }
    new EnginePresence(context, node).toldBy(plan);
    return plan.build();
  }

  /** A replica leaves; the record names another node. */
  void replica(Plan.Builder plan, RoleRecord record) {
    context.reportRole(Role.REPLICA, record.epoch());
    if (pool.isPresent()) {
      outOfPool(plan, pool.get());
    }
    if (record.state() != RoleState.PUBLISHED) {
      plan.steps(node.stop());
      return;
    }
    Supplier<Assignment> following = () -> Following.of(context.names(), Leader.of(record));
    if (node.probe().running() != Probe.Running.NO) {
      plan.steps(node.detach(following));
    }
    plan.steps(node.stop()).steps(node.forget(self, following));
  }

  private void outOfPool(Plan.Builder plan, Pool members) {
    Pool.View view = members.view();
    if (members.departure(view, options.allowEmpty()) == Departure.Kind.LAST) {
      throw members.last();
    }
    Step leaving = members.leaving(view, options.allowEmpty());
    boolean member = view.of(self).isPresent();
    plan.step(leaving.withUndo(step -> takeBack(members, member, step)));
    Duration ttl = view.of(self).map(RecordSet::ttl).orElse(context.names().replicaTtl());
    plan.step(readersGone(shorter(ttl, options.deadline().orElse(ttl))));
  }

  /**
   * Only a running engine goes back: a stopped one has left, and the next run ends what it began.
   */
  private void takeBack(Pool members, boolean member, StepContext step)
      throws InterruptedException {
    if (member && node.probe().running() == Probe.Running.YES) {
      members.rejoin();
      step.note("back in the replica pool " + members.name());
    } else {
      step.note("out of the replica pool: running 'ec2cluster leave' again ends what was begun");
    }
  }

  private Step readersGone(Duration wait) {
    return Step.named("wait for the readers")
        .description("Let resolvers forget this replica: " + wait.toSeconds() + " s, the TTL")
        .check(
            step ->
                wait.isZero() || node.probe().running() == Probe.Running.NO
                    ? Check.State.DONE
                    : Check.State.NEEDED)
        .action(
            step -> {
              long end = step.time().nanos() + wait.toNanos();
              step.await(
                  "resolvers to forget this replica",
                  wait.plusSeconds(1),
                  () -> step.time().nanos() - end >= 0);
            });
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** A former primary, stopped: the new one keeps nothing for it. */
  private void forgotten(Plan.Builder plan, RoleSteps steps, Supplier<Assignment> replica) {
    plan.steps(node.forget(self, replica));
    steps.become(plan, Role.REPLICA);
  }

  /** A primary does not just go: its role goes to a replica before, when that is asked for. */
  private void requireHandover(RoleRecord record) {
    Set<String> others = others();
    if (others.isEmpty()) {
      throw new RefusedException(
          "this node is the primary ("
              + record.state().label()
              + ") and no other member is known:"
              + " give --last to dissolve the cluster");
    }
    if (!options.handover()) {
      throw new RefusedException(
          "this node is the primary ("
              + record.state().label()
              + ") and has replicas: "
              + named(others)
              + ". --handover gives its role to the most advanced of them first; or run 'ec2cluster"
              + " handover', then 'ec2cluster leave' again");
    }
  }

  /** The last member dissolves the cluster. */
  private void last(Plan.Builder plan, RoleRecord record) {
    if (record.state() != RoleState.PUBLISHED && record.state() != RoleState.FREE) {
      throw new RefusedException(
          "the role record names this node as "
              + record.state().label()
              + "; expected published: end what was begun there ('ec2cluster init', or 'ec2cluster"
              + " lease release') first");
    }
    requireLast();
    plan.step(
            Step.named("see that no other member is left")
                .description("Look once more for replicas of this primary and members of the pool")
                .action(step -> requireLast()))
        .steps(node.stop())
        .step(dissolving());
  }

  private Step dissolving() {
    return Step.named("dissolve the cluster")
        .description(
            "Write the role record "
                + context.names().record()
                + " as free; remove "
                + context.names().primary()
                + " and what is left in the pool")
        .action(
            step -> {
              Probe probe = node.probe();
              if (probe.running() != Probe.Running.NO) {
                throw new RefusedException(
                    "this node's engine is not proven stopped ("
                        + probe.description()
                        + "): the role record is kept. Nothing overrides this");
              }
              context.cloud().presence(context.cluster()).engineStopped();
              RoleRecord free = dissolution().dissolve(self, deadMembers());
              step.note(
                  "the cluster is dissolved: the role record is free, epoch "
                      + free.epoch()
                      + "; 'ec2cluster init' on this node brings it back with its data");
            });
  }

  private Dissolution dissolution() {
    return new Dissolution(
        context.cloud().zone(), context.names(), context.time(), context.random());
  }

  private Set<String> deadMembers() {
    return pool.map(members -> members.view().dead()).orElse(Set.of());
  }

  private void requireLast() {
    Set<String> others = others();
    if (!others.isEmpty()) {
      throw new RefusedException(
          "--last dissolves the cluster, but it has other members: "
              + named(others)
              + ". Run 'ec2cluster leave' on each of them first; nothing overrides this");
    }
  }

  /**
   * The other members that are known and not terminated: those who follow, those for whom the
   * engine keeps something, those in the pool.
   */
  private Set<String> others() {
    Set<String> followers =
        node.followers().stream()
            .map(Follower::instanceId)
            .filter(id -> !id.equals(self))
            .collect(ImmutableSet.toImmutableSet());
    Set<String> pooled =
        pool.map(members -> members.ids(members.members())).orElse(ImmutableSet.of());
    Set<String> known = ImmutableSet.copyOf(Sets.union(followers, pooled));
    if (known.isEmpty()) {
      return known;
    }
    Map<String, InstanceState> states = context.cloud().instances(context.cluster(), known);
    return known.stream()
        .filter(
            id ->
                !Optional.ofNullable(states.get(id))
                    .map(InstanceState::life)
                    .equals(Optional.of(OwnerLife.DEAD)))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static String named(Set<String> ids) {
    return ids.stream().sorted().collect(Collectors.joining(", "));
  }
}
