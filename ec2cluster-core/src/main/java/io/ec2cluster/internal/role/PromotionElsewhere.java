package io.ec2cluster.internal.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.host.OtherNode;
import io.ec2cluster.role.Candidate;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.RoleTransfer;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The plan of {@code promote --candidate} for another node: the same command there. */
final class PromotionElsewhere {
  private final OperationContext context;
  private final Candidate candidate;
  private final RoleTransfer transfer;

  PromotionElsewhere(OperationContext context, Candidate candidate, RoleTransfer transfer) {
    this.context = context;
    this.candidate = candidate;
    this.transfer = transfer;
  }

  /** One step, which runs it there. */
  Plan plan(String chosen, PromoteOptions options) {
    Roster roster = Roster.read(context, candidate);
    Member member =
        roster
            .find(chosen)
            .or(() -> promoted(chosen))
            .orElseThrow(
                () ->
                    new RefusedException(
                        chosen
                            + " is not in the replica pool: expected one of "
                            + roster.others()));
    OtherNode other = OtherNode.of(context, member);
    List<String> words = words(options);
    if (!OtherNode.isReachable(context.settings())) {
      throw new RefusedException(
          "no 'remote' in the configuration says how to run a command on "
              + member
              + ". Run there: '"
              + other.shown(words)
              + "'");
    }
    return Plan.builder()
        .step(
            Step.named("promote the other node")
                .description("On " + member + ": " + other.shown(words))
                .action(
                    step ->
                        other.require(other.run(words, context.settings().roleDeadline()), words)))
        .build();
  }

  /** By an earlier run, which took it out of the pool. */
  private Optional<Member> promoted(String chosen) {
    return transfer
        .observe()
        .record()
        .filter(record -> record.isOwnedBy(chosen))
        .map(record -> Roster.of(record.owner()));
  }

  private static List<String> words(PromoteOptions options) {
    List<String> words = new ArrayList<>(List.of("promote"));
    Optional<String> fence = options.fence();
    fence.ifPresent(way -> words.addAll(List.of("--fence", way)));
    if (options.force()) {
      words.add("--force");
    }
    return List.copyOf(words);
  }
}
