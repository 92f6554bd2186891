package io.ec2cluster.internal.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.StepContext;
import java.util.Optional;

/** Whether this node comes first of those who could be promoted: nobody who answers has more. */
final class Precedence {
  private final OperationContext context;
  private final EngineNode node;
  private final boolean force;

  Precedence(OperationContext context, EngineNode node, boolean force) {
    this.context = context;
    this.node = node;
    this.force = force;
  }

  /**
   * Compares this node with the others.
   *
   * @param identity the identity of the cluster's data, where it is known
   * @throws RefusedException with a table of all, if this is not the one to promote
   */
  void require(Roster roster, Optional<String> identity, StepContext told) {
    String self = context.cloud().metadata().instanceId();
    Contest contest =
        Contest.of(
            node, context.cloud(), context.cluster(), Optional.of(self), roster.others(), identity);
    Contender own = contest.contender(self);
    if (own.is(Contender.Rank.UNFIT) || own.is(Contender.Rank.FOREIGN)) {
      throw new RefusedException(
          "this node must not be promoted: "
              + own.why()
              + "; nothing overrides this\n"
              + contest.text());
    }
    if (!own.isEligible() && !force) {
      throw new RefusedException(
          "this node is not the one to promote: "
              + own.why()
              + contest
                  .mostAdvanced()
                  .map(best -> ". Run 'ec2cluster promote' on " + best + ", or --candidate " + best)
                  .orElse("")
              + "; --force promotes this one, and what it lacks is lost\n"
              + contest.text());
    }
    if (!own.isEligible()) {
      told.note(
          "promoted by force though "
              + own.why()
              + contest
                  .mostAdvanced()
                  .map(
                      best ->
                          ": what only "
                              + best
                              + " has is lost, and it comes back with 'ec2cluster rejoin --reclone'")
                  .orElse(""));
    }
    requireEntry(contest);
    requireSynchronous(contest);
    if (!contest.silent().isEmpty()) {
      told.note("did not answer, and may have more: " + String.join(", ", contest.silent()));
    }
  }

  /** Who runs can be asked: credentials that are wrong here must not cost what only they have. */
  private void requireEntry(Contest contest) {
    if (!contest.denied().isEmpty() && !force) {
      throw new RefusedException(
          "not everybody who runs could be asked how much it has: "
              + String.join("; ", contest.denied())
              + ". Mend this node's credentials, or give --force: what only they have would be lost\n"
              + contest.text());
    }
  }

  /**
   * Where commits wait for replicas: those who are silent must not be all who have the last one.
   */
  private void requireSynchronous(Contest contest) {
    int replicas = context.settings().synchronous().replicas();
    if (replicas > 0 && contest.silent().size() >= replicas && !force) {
      throw new RefusedException(
          "commits wait for "
              + replicas
              + " of the replicas, and as many do not answer: "
              + String.join(", ", contest.silent())
              + ". What only they have would be lost: bring them back, or give --force\n"
              + contest.text());
    }
  }
}
