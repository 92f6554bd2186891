package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Standing;
import io.ec2cluster.spi.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** An engine in memory that knows other members, as far as a test tells it. */
final class ClusteredEngine extends MemoryEngine {
  /** What the other members answer; who is not here cannot be asked. */
  final Map<String, Standing> answers = new HashMap<>();

  /** The engines of other members that answer for themselves. */
  final Map<String, ClusteredEngine> answering = new HashMap<>();

  /** Who follows this node's engine. */

  /** Whom this replica follows. */
  Optional<String> following = Optional.empty();

  /** Members that were asked for. */
  final List<Member> asked = new ArrayList<>();

  /** The question whether it is fit fails with this. */
  Optional<EnvironmentException> unfitFails = Optional.empty();

  @Override
  public Optional<String> unfitForReaders() {
    if (unfitFails.isPresent()) {
      throw unfitFails.get();
    }
    return super.unfitForReaders();
  }

  @Override
  public Standing standingOf(Member member) {
    asked.add(member);
    ClusteredEngine there = answering.get(member.instanceId());
    if (there != null) {
      return there.running.isPresent() ? there.standing() : Standing.silent("no answer");
    }
    return answers.getOrDefault(member.instanceId(), Standing.untold("not asked"));
  }

  @Override
  public List<Step> follow(Supplier<Assignment> assignment) {
    return List.of(
        Step.named("follow the primary")
            .check(
                step ->
                    following.equals(Optional.of(assignment.get().primary().instanceId()))
                        ? Check.State.DONE
                        : Check.State.NEEDED)
            .action(
                step -> {
                  following = Optional.of(assignment.get().primary().instanceId());
                  acts.add("follow " + assignment.get().primary().instanceId());
                }));
  }

  @Override
  public List<Step> forget(String instanceId, Supplier<Assignment> assignment) {
    return List.of(
        Step.named("forget " + instanceId)
            .action(
                step -> {
                  if (failingAct.equals(Optional.of("forget"))) {
                    throw new EnvironmentException("forget fails, as the test wants it");
                  }
                  acts.add(instanceId + " forgotten by " + assignment.get().primary().instanceId());
                }));
  }
}
