package io.ec2cluster.internal.role;

import io.ec2cluster.config.NoSettings;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.HandoverOptions;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseCheckOptions;
import io.ec2cluster.role.LeaseRefoundOptions;
import io.ec2cluster.role.LeaseReleaseOptions;
import io.ec2cluster.role.LeaveOptions;
import io.ec2cluster.role.PoolCheckOptions;
import io.ec2cluster.role.PoolLeaveOptions;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.RejoinOptions;
import io.ec2cluster.role.RoleElection;
import io.ec2cluster.role.RoleTransfer;
import io.ec2cluster.role.StatusOptions;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Query;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.RoleEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The operations that every role engine has, the script engine and engines of others included. */
public final class RoleOperations {
  /** A {@code pool check}, which comes every half minute, takes a second or two. */
  private static final Duration SHORTLY = Duration.ofSeconds(10);

  private RoleOperations() {}

  /** The operations of an engine. */
  public static List<Operation<?>> of(RoleEngine engine) {
    return List.of(
        byHand(
            "init",
            "Win or lose the role, prepare and start the engine for it, and become visible",
            InitOptions.class,
            (context, options) -> init(engine, context, options)),
        new Query<>(
            "status",
            "Show every known member, the role record and the names; what contradicts each other",
            StatusOptions.class,
            (context, options) ->
                new StatusQuery(context, engine.node(context), options.again()).answer()),
        new Change<>(
            "promote",
            "Make this replica the primary, once the old one is proven to be gone or hands its role over",
            PromoteOptions.class,
            (context, options) -> promote(engine, context, options),
            // A handover that died may have left one that waits: whoever is called next follows it.
            options -> options.awaitOffer().orElse(SHORTLY)),
        byHand(
            "handover",
            "Let a replica become the primary with nothing lost, and come back as its replica",
            HandoverOptions.class,
            (context, options) -> handover(engine, context, options)),
        byHand(
            "rejoin",
            "Bring a former primary back as a replica",
            RejoinOptions.class,
            (context, options) -> rejoin(engine, context, options)),
        new Query<>(
            "lease show",
            "Show the role record",
            NoSettings.class,
            (context, options) -> new LeaseQueries(context, engine.node(context)).show()),
        new Query<>(
            "lease check",
            "Exit 0 if this node holds the role, 10 if not; with --start: if its engine may be started",
            LeaseCheckOptions.class,
            (context, options) ->
                new LeaseQueries(context, engine.node(context)).check(options.start())),
        byHand(
            "lease release",
            "Give the role record back after the engine has stopped; with --force also another's",
            LeaseReleaseOptions.class,
            (context, options) ->
                new LeaseChanges(context, engine.node(context)).release(options.force())),
        byHand(
            "lease refound",
            "Let a cluster whose data is lost be founded anew",
            LeaseRefoundOptions.class,
            (context, options) ->
                new LeaseChanges(context, engine.node(context)).refound(options.acceptDataLoss())),
        byHand(
            "pool join",
            "Put this replica into the replica pool",
            NoSettings.class,
            (context, options) -> new PoolChanges(context, engine.node(context)).join()),
        byHand(
            "pool leave",
            "Take this node out of the replica pool until it joins again",
            PoolLeaveOptions.class,
            (context, options) ->
                new PoolChanges(context, engine.node(context)).leave(options.allowEmpty())),
        new Change<>(
            "pool check",
            "Keep this node in the replica pool while it is fit, and terminated members out; for a timer",
            PoolCheckOptions.class,
            (context, options) ->
                new PoolChanges(context, engine.node(context)).check(options.allowEmpty())),
        byHand(
            "leave",
            "Take this node out of the cluster; with --last dissolve the cluster",
            LeaveOptions.class,
            (context, options) -> leave(engine, context, options)));
  }

  /** One that waits for a {@code pool check}, of the agent or of a timer, to end. */
  private static <O extends Record> Change<O> byHand(
      String id, String summary, Class<O> options, Change.Planner<O> planner) {
    return new Change<>(id, summary, options, planner, given -> SHORTLY);
  }

  private static Plan init(RoleEngine engine, OperationContext context, InitOptions options) {
    EngineNode node = engine.node(context);
    Candidate candidate = new Candidates(context).of(node);
    return new InitPlan(
            context,
            engine.id(),
            node,
            candidate,
            contender -> election(context, contender),
            options)
        .plan();
  }

  private static Plan promote(RoleEngine engine, OperationContext context, PromoteOptions options) {
    EngineNode node = engine.node(context);
    Candidate candidate = new Candidates(context).of(node);
    Optional<String> other =
        options.candidate().filter(id -> !id.equals(candidate.self().instanceId()));
    return other.isPresent()
        ? new PromotionElsewhere(context, candidate, transfer(context, candidate))
            .plan(other.get(), options)
        : new PromotePlan(
                context, engine.id(), node, candidate, transfer(context, candidate), options)
            .plan();
  }

  private static Plan handover(
      RoleEngine engine, OperationContext context, HandoverOptions options) {
    EngineNode node = engine.node(context);
    return handover(engine, context, node, options, HandoverPlan.follow(context, node)).plan();
  }

  private static Plan leave(RoleEngine engine, OperationContext context, LeaveOptions options) {
    EngineNode node = engine.node(context);
    return new LeavePlan(
            context,
            node,
            options,
            afterwards ->
                handover(engine, context, node, HandoverOptions.plain(), afterwards).plan())
        .plan();
  }

  private static HandoverPlan handover(
      RoleEngine engine,
      OperationContext context,
      EngineNode node,
      HandoverOptions options,
      HandoverPlan.Afterwards afterwards) {
    Candidate candidate = new Candidates(context).of(node);
    return new HandoverPlan(
        context,
        engine.id(),
        node,
        candidate,
        transfer(context, candidate),
        election(context, candidate),
        options,
        afterwards);
  }

  private static Plan rejoin(RoleEngine engine, OperationContext context, RejoinOptions options) {
    EngineNode node = engine.node(context);
    Candidate candidate = new Candidates(context).of(node);
    return new RejoinPlan(context, engine.id(), node, candidate, transfer(context, candidate))
        .plan(new Rejoining(options.reclone(), options.discard()));
  }

  private static RoleElection election(OperationContext context, Candidate candidate) {
    return new RoleElection(
        context.cloud().zone(),
        context.names(),
        candidate,
        context.cloud().liveness(),
        context.time(),
        context.random());
  }

  private static RoleTransfer transfer(OperationContext context, Candidate candidate) {
    return new RoleTransfer(
        context.cloud().zone(), context.names(), candidate, context.time(), context.random());
  }
}
