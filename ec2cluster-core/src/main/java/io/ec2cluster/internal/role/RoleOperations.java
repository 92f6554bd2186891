package io.ec2cluster.internal.role;

import io.ec2cluster.config.NoSettings;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseCheckOptions;
import io.ec2cluster.role.LeaseRefoundOptions;
import io.ec2cluster.role.LeaseReleaseOptions;
import io.ec2cluster.role.RoleElection;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Query;
import io.ec2cluster.spi.RoleEngine;
import java.util.List;

/** The operations that every role engine has, the script engine and engines of others included. */
public final class RoleOperations {
  private RoleOperations() {}

  /** The operations of an engine. */
  public static List<Operation<?>> of(RoleEngine engine) {
    return List.of(
        new Change<>(
            "init",
            "Win or lose the role, prepare and start the engine for it, and become visible",
            InitOptions.class,
            (context, options) -> init(engine, context, options)),
        new Query<>(
            "status",
            "Show the role record, the names and this node",
            NoSettings.class,
            (context, options) -> new StatusQuery(context, engine.node(context)).answer()),
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
        new Change<>(
            "lease release",
            "Give the role record back after the engine has stopped; with --force also another's",
            LeaseReleaseOptions.class,
            (context, options) ->
                new LeaseChanges(context, engine.node(context)).release(options.force())),
        new Change<>(
            "lease refound",
            "Let a cluster whose data is lost be founded anew",
            LeaseRefoundOptions.class,
            (context, options) ->
                new LeaseChanges(context, engine.node(context)).refound(options.acceptDataLoss())));
  }

  private static Plan init(RoleEngine engine, OperationContext context, InitOptions options) {
    EngineNode node = engine.node(context);
    Candidate candidate = new Candidates(context).of(node);
    RoleElection election =
        new RoleElection(
            context.cloud().zone(),
            context.names(),
            candidate,
            context.cloud().liveness(),
            context.time(),
            context.random());
    return new RolePlan(
            context,
            engine.id(),
            node,
            candidate,
            election,
            options.deadline().orElse(context.settings().roleDeadline()))
        .plan();
  }
}
