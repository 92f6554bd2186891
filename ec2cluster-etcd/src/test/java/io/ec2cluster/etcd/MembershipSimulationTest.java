package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The real agent on many nodes over a simulated etcd, by seeds. {@code -Dec2cluster.sim.seeds=N}
 * runs more, {@code -Dec2cluster.sim.seed=S} replays from one.
 */
class MembershipSimulationTest {
  private static final long FIRST = Long.getLong("ec2cluster.sim.seed", 1);
  private static final long COUNT = Long.getLong("ec2cluster.sim.seeds", 2000);
  private static final int STEPS = 200;
  private static final int CALM_ROUNDS = 500;
  private static final int LOST_ROUNDS = 20;

  @Test
  void neverASecondClusterNeverAQuorumLostByUsAndItConverges() throws InterruptedException {
    long formed = 0;
    long replaced = 0;
    for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
      SimWorld world = run(seed);
      formed += world.record.filter(FoundingRecord::isFormed).isPresent() ? 1 : 0;
      replaced += world.record.filter(record -> record.generation() > 1).isPresent() ? 1 : 0;
    }

    // Schedules that never come to the point would prove nothing.
    assertThat(formed).isGreaterThan(COUNT * 9 / 10);
    assertThat(replaced).isGreaterThan(COUNT / 100);
  }

  private static SimWorld run(long seed) throws InterruptedException {
    Random choice = new Random(seed * 31);
    int size = 1 + choice.nextInt(5);
    SimWorld world = new SimWorld(seed, size);
    for (int i = 0; i < size; i++) {
      world.addNode(Optional.empty());
    }
    try {
      for (int step = 0; step < STEPS; step++) {
        world.time.advance(Duration.ofMillis(choice.nextInt(3000)));
        if (choice.nextInt(100) < 6) {
          disturb(world, choice);
        }
        world.round(world.nodes.get(choice.nextInt(world.nodes.size())));
      }
      calm(world);
      if (!world.isLostForGood()) {
        assertThat(world.unsettled()).isEmpty();
      }
      return world;
    } catch (SimViolation | AssertionError violation) {
      int from = Math.max(0, world.log.size() - 80);
      throw new AssertionError(
          "seed %d: %s%n%s"
              .formatted(
                  seed,
                  violation.getMessage(),
                  String.join("\n", world.log.subList(from, world.log.size()))),
          violation);
    }
  }

  private static void disturb(SimWorld world, Random choice) {
    SimNode node = world.nodes.get(choice.nextInt(world.nodes.size()));
    if (node.terminated) {
      return;
    }
    switch (choice.nextInt(7)) {
      case 0 -> stop(world, node);
      case 1 -> {
        stop(world, node);
        world.say(node, "LOSES ITS DISK");
        node.disk = Optional.empty();
      }
      case 2 -> {
        stop(world, node);
        world.say(node, "TERMINATED");
        node.terminated = true;
        boolean sameAddress = choice.nextInt(3) == 0;
        world.addNode(
            sameAddress
                ? Optional.of(node.self.peerUrl().replaceAll("http://(.*):2380", "$1"))
                : Optional.empty());
      }
      case 3 -> {
        world.say(node, "CUT OFF OR BACK");
        node.isolated = !node.isolated;
      }
      case 4 -> {
        world.say(node, "ITS ETCD ENDS");
        node.process = Optional.empty();
      }
      default -> world.nodes.forEach(other -> other.off = false);
    }
  }

  private static void stop(SimWorld world, SimNode node) {
    world.say(node, "OFF");
    node.process = Optional.empty();
    node.agent = Optional.empty();
    node.off = true;
  }

  /** Everything works again. */
  private static void calm(SimWorld world) throws InterruptedException {
    world.faulty = false;
    world.nodes.forEach(
        node -> {
          node.off = false;
          node.isolated = false;
        });
    int rounds = world.isLostForGood() ? LOST_ROUNDS : CALM_ROUNDS;
    for (int round = 0; round < rounds; round++) {
      world.time.advance(Duration.ofSeconds(3));
      for (SimNode node : world.nodes) {
        world.round(node);
      }
      if (world.unsettled().isEmpty()) {
        return;
      }
    }
  }
}
