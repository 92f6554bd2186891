package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.Ledger;
import java.util.List;
import java.util.Optional;

/**
 * Who may leave a load balancer. Pure: functions of the ledger and of an answer that was asked for
 * after the ledger was read. Who is listed as out never counts as in service, whatever the answer
 * says of it, so that an answer that is late does no harm.
 *
 * @param quorum how many stay
 * @param allowZero whether the only instance of a fleet may leave
 */
public record TurnRules(Quorum quorum, boolean allowZero) {
  /** How many more may leave now; negative where fewer are in service than there should be. */
  public long spare(Ledger ledger, FleetView fleet) {
    return fleet.inService(ledger) - floor(fleet.size(ledger));
  }

  /** How many more could leave at best, by the ledger and the size of the fleet alone. */
  public long spareAtBest(Ledger ledger, long fleet) {
    return fleet - ledger.out().size() - floor(fleet);
  }

  /**
   * Whether an instance may be listed as out. There has to be room for those who wait before it
   * too: so nobody is overtaken, and as many as the floor allows go at the same time. One that is
   * not in service costs nothing and waits for nobody.
   */
  public Verdict mayLeave(String self, Ledger ledger, FleetView fleet) {
    if (!fleet.inService().contains(self)) {
      return new Verdict.Go();
    }
    long size = fleet.size(ledger);
    Optional<String> never = quorum.findRefusal(size, allowZero);
    if (never.isPresent()) {
      return new Verdict.Never(never.get());
    }
    int before = ledger.waitingBefore(self).size();
    return spare(ledger, fleet) > before
        ? new Verdict.Go()
        : new Verdict.Wait(
            "%d of %d are in service and stay so, the floor is %d, %d wait before this one"
                .formatted(fleet.inService(ledger), size, floor(size), before));
  }

  /**
   * Whether one that is listed as out may be taken out now: those in service hold the floor without
   * all that were listed before health was read again, or are listed after that. The earlier alone
   * would count on one that has failed, was listed as not in service, and has recovered meanwhile.
   */
  public boolean holds(Ledger before, FleetView fleet, Ledger after) {
    return spare(after.outInEither(before), fleet) >= 0;
  }

  /** Who is listed, terminated, and gone from the load balancer's answer. */
  public List<String> gone(Ledger ledger, FleetView fleet) {
    return ledger.entries().stream()
        .map(Entry::id)
        .filter(id -> fleet.terminated().contains(id) && !fleet.registered().contains(id))
        .toList();
  }

  private long floor(long fleet) {
    return allowZero && fleet <= 1 ? 0 : quorum.floor(fleet);
  }
}
