package io.ec2cluster.redis;

import com.google.common.base.Suppliers;
import io.ec2cluster.host.Machine;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EmptyReturn;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Follower;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Redis on this node. The layout is looked for when it is first needed, once. */
final class RedisNode implements EngineNode {
  private final Supplier<Server> server;

  RedisNode(OperationContext context, RedisSettings settings, Machine machine) {
    this.server = Suppliers.memoize(() -> server(context, settings, machine));
  }

  /** The server of this node; its layout is looked for now. */
  static Server server(OperationContext context, RedisSettings settings, Machine machine) {
    return new Server(context, settings, machine, new LayoutFinder(settings, machine).find());
  }

  @Override
  public int port() {
    return server.get().layout().port();
  }

  @Override
  public NodeData data() {
    server.get().requireUsable();
    return new DataOnDisk(server.get()).look();
  }

  @Override
  public Probe probe() {
    return new ServerProbe(server.get()).probe();
  }

  @Override
  public Optional<String> unfitForReaders() {
    return new ServerProbe(server.get()).unfitForReaders();
  }

  @Override
  public Standing standing() {
    return new Standings(server.get()).own();
  }

  @Override
  public Standing standingOf(Member member) {
    return new Standings(server.get()).of(member);
  }

  @Override
  public List<Follower> followers() {
    return new Followers(server.get()).list();
  }

  @Override
  public Optional<EmptyReturn> emptyReturn(List<Member> others) {
    return Optional.of(new EmptyPrimary(server.get()).judge(others));
  }

  @Override
  public List<Step> prepare(Role role, Supplier<Assignment> assignment) {
    return new Preparation(server.get(), assignment).steps(role);
  }

  @Override
  public List<Step> start(Role role, Supplier<Assignment> assignment) {
    return new StartSteps(server.get(), role, assignment).steps();
  }

  @Override
  public List<Step> verify(Role role, Supplier<Assignment> assignment) {
    return new VerifySteps(server.get(), assignment).steps(role);
  }

  @Override
  public List<Step> promote(Supplier<Assignment> assignment) {
    return new Promotion(server.get(), assignment).steps();
  }

  @Override
  public List<Step> demote(Supplier<Assignment> assignment) {
    return rejoin(assignment, Rejoining.inPlace());
  }

  @Override
  public List<Step> rejoin(Supplier<Assignment> assignment, Rejoining how) {
    return new Rejoin(server.get(), assignment, how).steps();
  }

  @Override
  public List<Step> follow(Supplier<Assignment> assignment) {
    return new Following(server.get(), assignment).steps();
  }

  @Override
  public List<Step> synchronise(Supplier<Set<String>> instanceIds) {
    return List.of(
        Step.named("say that no commit waits")
            .description("Redis replicates asynchronously: synchronous.replicas has no effect")
            .action(
                step ->
                    step.note(
                        "synchronous.replicas has no effect: Redis acknowledges before its replicas"
                            + " have a write. redis.replicas-expected lets a primary without"
                            + " replicas refuse writes")));
  }

  @Override
  public List<Step> stop() {
    return new StopSteps(server.get()).steps();
  }
}
