package io.ec2cluster.elb.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.Fraction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * A thousand instances, all told to restart at the same moment, over a ledger that bears what a
 * DynamoDB item bears (1,000 write units of a kilobyte a second, refused writes included).
 */
class ThousandInstancesTest {
  private static final int FLEET = 1000;
  private static final int ALONE = 50;
  private static final Quorum QUORUM = new Quorum(Fraction.of(2, 3), 1);
  private static final long LEAVERS = QUORUM.mayBeOut(FLEET);

  @Test
  void aThousandAtOnceTakeHardlyLongerThanTheFloorHasThemTake(TestReporter report) {
    long one = meanOfOneAlone();
    Roll roll = new Roll(FLEET, FLEET, 1);

    long took = roll.run();

    long waves = (FLEET + LEAVERS - 1) / LEAVERS;
    double ratio = (double) took / (waves * one);
    report.publishEntry(
        "%d instances, floor %d: %d s, %.3f of the ideal %d x %d s; per instance %.1f writes (%.1f refused), %.1f ledger reads, %.1f health reads; most in the same second: %d reads, %d health reads"
            .formatted(
                FLEET,
                QUORUM.floor(FLEET),
                took / 1000,
                ratio,
                waves,
                one / 1000,
                roll.perInstance(roll.balancer.writes),
                roll.perInstance(roll.balancer.conflicts),
                roll.perInstance(roll.balancer.reads),
                roll.perInstance(roll.balancer.asked),
                roll.mostReads,
                roll.mostAsked));
    assertThat(roll.lowest).isGreaterThanOrEqualTo(QUORUM.floor(FLEET));
    assertThat(ratio).isLessThanOrEqualTo(1.15);
    assertThat(roll.perInstance(roll.balancer.writes)).isLessThan(10);
    assertThat(roll.perInstance(roll.balancer.asked)).isLessThan(40);
  }

  private static long meanOfOneAlone() {
    long sum = 0;
    for (long seed = 1; seed <= ALONE; seed++) {
      sum += new Roll(1, 3, seed).run();
    }
    return sum / ALONE;
  }

  /** So many of a fleet restart. */
  private static final class Roll {
    private final SimFleet fleet;
    private final SimBalancer balancer;
    private final int restarting;
    private long lowest = Long.MAX_VALUE;
    private long mostReads;
    private long mostAsked;

    Roll(int restarting, int size, long seed) {
      this.fleet = new SimFleet(SimSettings.thousand(), seed);
      this.balancer = fleet.addBalancer(QUORUM);
      this.restarting = restarting;
      for (int i = 0; i < size; i++) {
        fleet.addNode(List.of(balancer));
      }
      fleet.begun();
    }

    /** Until all are back: in milliseconds. */
    long run() {
      List<SimNode> told = fleet.nodes.subList(0, restarting);
      told.forEach(node -> fleet.start(node, SimFleet.Tool.RESTART));
      long unfinished = restarting;
      long last = 0;
      while (unfinished > 0) {
        long reads = balancer.reads;
        long asked = balancer.asked;
        long until = fleet.clock.now() + 1000;
        while (fleet.clock.step(until)) {
          lowest = Math.min(lowest, balancer.inService.size());
        }
        mostReads = Math.max(mostReads, balancer.reads - reads);
        mostAsked = Math.max(mostAsked, balancer.asked - asked);
        unfinished = told.stream().filter(node -> !node.finished).count();
        last = fleet.clock.now();
        assertThat(last).as("%d are not back", unfinished).isLessThan(6 * 3_600_000L);
      }
      return last;
    }

    double perInstance(long count) {
      return (double) count / restarting;
    }
  }
}
