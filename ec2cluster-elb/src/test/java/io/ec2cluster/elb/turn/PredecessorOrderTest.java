package io.ec2cluster.elb.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.Fraction;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The contrast to {@link ThousandInstancesTest}: the same fleet and the same times, and the order
 * of steps of the predecessor, elb_quorum: count, compare before the own removal, wait five times
 * for five seconds, deregister, drain, restart, register.
 */
class PredecessorOrderTest {
  private static final int FLEET = 1000;
  private static final int ATTEMPTS = 5;
  private static final long BETWEEN = 5_000;
  private static final Quorum QUORUM = new Quorum(Fraction.of(2, 3), 1);

  private final SimSettings settings = SimSettings.thousand();
  private final SimClock clock = new SimClock();
  private final Random random = new Random(1);
  private final SimBalancer balancer = new SimBalancer(0, QUORUM);
  private long lowest = FLEET;
  private long belowTheFloor;
  private long gaveUp;
  private long lastBack;

  @Test
  void aThousandAtOnceGoUnderTheFloor(TestReporter report) {
    for (int i = 0; i < FLEET; i++) {
      balancer.registered.add("i-" + i);
      balancer.inService.add("i-" + i);
    }
    balancer.changed(0, true);
    for (int i = 0; i < FLEET; i++) {
      String id = "i-" + i;
      clock.after(random.nextInt(1000), () -> attempt(id, 1));
    }
    while (clock.step(Long.MAX_VALUE - 1)) {
      lowest = Math.min(lowest, balancer.inService.size());
    }

    report.publishEntry(
        "the predecessor's order, %d instances, floor %d: %d s, %d in service at least, %d of the removals below the floor, %d gave up"
            .formatted(FLEET, QUORUM.floor(FLEET), lastBack / 1000, lowest, belowTheFloor, gaveUp));
    assertThat(lowest).isLessThan(QUORUM.floor(FLEET));
    assertThat(belowTheFloor).isPositive();
  }

  private void attempt(String id, int number) {
    long asked = clock.now() - random.nextLong(settings.staleness() + 1);
    FleetView seen = balancer.answer(Math.max(0, asked), Set.of());
    if (seen.inService().size() >= QUORUM.floor(FLEET)) {
      leave(id);
    } else if (number < ATTEMPTS) {
      clock.after(BETWEEN, () -> attempt(id, number + 1));
    } else {
      gaveUp++;
    }
  }

  private void leave(String id) {
    balancer.registered.remove(id);
    balancer.inService.remove(id);
    balancer.changed(clock.now(), true);
    if (balancer.inService.size() < QUORUM.floor(FLEET)) {
      belowTheFloor++;
    }
    clock.after(
        settings.drain() + settings.restart(),
        () -> {
          balancer.registered.add(id);
          balancer.changed(clock.now(), true);
          clock.after(settings.healthDelay(), () -> comeBack(id));
        });
  }

  private void comeBack(String id) {
    balancer.inService.add(id);
    balancer.changed(clock.now(), true);
    lastBack = clock.now();
  }
}
