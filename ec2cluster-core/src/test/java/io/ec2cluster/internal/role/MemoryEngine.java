package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.EmptyReturn;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Follower;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Position;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * An engine in memory whose data, run and failures a test sets; it keeps what was done to it, in
 * order.
 */
class MemoryEngine implements RoleEngine, EngineNode {
  final List<Follower> followers = new ArrayList<>();
  final List<String> acts = new ArrayList<>();
  NodeData data = NodeData.empty("nothing in memory");
  Optional<EmptyReturn> emptyReturn = Optional.empty();
  Optional<Role> running = Optional.empty();
  Optional<String> failingAct = Optional.empty();
  Optional<String> unfit = Optional.empty();

  /** Whether other nodes are let in. */
  boolean closed;

  /** It runs and does not answer. */
  boolean mute;

  /** It did not stop in order, so that its position is not known. */
  boolean crashed;

  Runnable beforeVerify = () -> {};
  Runnable beforePromote = () -> {};
  Runnable beforeStop = () -> {};
  long timeline = 1;
  long offset;

  /** Where the other members are asked; a member that is not there does not answer. */
  Map<String, MemoryEngine> others = Map.of();

  @Override
  public String id() {
    return "memory";
  }

  @Override
  public String summary() {
    return "An engine in memory";
  }

  @Override
  public EngineNode node(OperationContext context) {
    return this;
  }

  @Override
  public int port() {
    return 5432;
  }

  @Override
  public Optional<EmptyReturn> emptyReturn(List<Member> others) {
    return emptyReturn.map(
        judged -> new EmptyReturn(judged.harmless(), judged.reason() + " beside " + others));
  }

  @Override
  public NodeData data() {
    return data;
  }

  void holds(String identity, Role madeFor) {
    data =
        new NodeData(
            NodeData.Kind.PRESENT, Optional.of(identity), Optional.of(madeFor), "data " + identity);
  }

  @Override
  public Probe probe() {
    if (mute) {
      return Probe.of(Probe.Running.UNKNOWN, "does not answer");
    }
    return new Probe(
        running.isPresent() ? Probe.Running.YES : Probe.Running.NO,
        running,
        data.identity(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        "in memory");
  }

  @Override
  public Optional<String> unfitForReaders() {
    return unfit;
  }

  @Override
  public List<Step> prepare(Role role, Supplier<Assignment> assignment) {
    return List.of(
        step(
            "prepare " + role.label(),
            () -> {
              boolean founds = assignment.get().founding();
              acts.add(founds ? "(founding)" : "(no founding)");
              if (data.kind() == NodeData.Kind.EMPTY) {
                holds(
                    founds ? "data-1" : assignment.get().primary().dataIdentity().orElse("?"),
                    role);
              }
            }));
  }

  @Override
  public List<Step> start(Role role, Supplier<Assignment> assignment) {
    return List.of(step("start " + role.label(), () -> running = Optional.of(role)));
  }

  @Override
  public List<Step> verify(Role role, Supplier<Assignment> assignment) {
    return List.of(step("verify " + role.label(), () -> beforeVerify.run()));
  }

  @Override
  public List<Step> promote(Supplier<Assignment> assignment) {
    return List.of(
        step(
            "promote",
            () -> {
              beforePromote.run();
              if (!running.equals(Optional.of(Role.PRIMARY))) {
                timeline++;
              }
              running = Optional.of(Role.PRIMARY);
              holds(data.identity().orElse("?"), Role.PRIMARY);
            }));
  }

  @Override
  public List<Step> demote(Supplier<Assignment> assignment) {
    return List.of(step("demote", () -> holds(data.identity().orElse("?"), Role.REPLICA)));
  }

  @Override
  public List<Step> stop() {
    return List.of(
        step(
            "stop",
            () -> {
              beforeStop.run();
              running = Optional.empty();
            }));
  }

  @Override
  public Standing standing() {
    if (mute) {
      return Standing.silent("does not answer");
    }
    return new Standing(
        Standing.Answer.YES,
        running.isPresent() ? running : data.madeFor(),
        data.identity(),
        Optional.of(new Position(timeline, offset, timeline + "/" + offset))
            .filter(known -> !crashed),
        Optional.empty(),
        unfit,
        "in memory");
  }

  @Override
  public List<Follower> followers() {
    return List.copyOf(followers);
  }

  void follower(String instanceId, boolean connected) {
    followers.add(
        new Follower(
            instanceId,
            connected,
            connected ? "streaming" : "gone",
            false,
            OptionalLong.empty(),
            Optional.empty()));
  }

  @Override
  public Standing standingOf(Member member) {
    return Optional.ofNullable(others.get(member.instanceId()))
        .filter(other -> other.running.isPresent())
        .map(other -> other.closed ? Standing.denied(member + " is closed") : other.standing())
        .orElseGet(() -> Standing.silent("no answer from " + member));
  }

  private Step step(String name, Runnable act) {
    return Step.named(name)
        .action(
            context -> {
              acts.add(name);
              if (failingAct.equals(Optional.of(name))) {
                throw new EnvironmentException(name + " fails, as the test wants it");
              }
              act.run();
            });
  }
}
