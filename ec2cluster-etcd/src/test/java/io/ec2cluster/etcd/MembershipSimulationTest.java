package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The real agent on many nodes over a simulated etcd, by seeds, on all processors. {@code
 * -Dec2cluster.sim.seeds=N} runs more, {@code -Dec2cluster.sim.seed=S} replays from one.
 */
class MembershipSimulationTest {
  private static final long FIRST = Long.getLong("ec2cluster.sim.seed", 1);
  private static final long COUNT = Long.getLong("ec2cluster.sim.seeds", 20_000);
  private static final int STEPS = 200;
  private static final int CALM_ROUNDS = 500;
  private static final int LOST_ROUNDS = 20;

  private static final int LARGE = 50;
  private static final int LARGE_COUNT = 2;

  /** What a seed has come to, or several have. */
  private record Seen(long formed, long replaced, long departed, Optional<Throwable> violation) {
    static final Seen NOTHING = new Seen(0, 0, 0, Optional.empty());

    static Seen of(SimWorld world) {
      return new Seen(
          world.record.filter(FoundingRecord::isFormed).isPresent() ? 1 : 0,
          world.record.filter(record -> record.generation() > 1).isPresent() ? 1 : 0,
          world.departures(),
          Optional.empty());
    }

    /** The violation of the lower seed is kept. */
    Seen plus(Seen other) {
      return new Seen(
          formed + other.formed,
          replaced + other.replaced,
          departed + other.departed,
          violation.or(other::violation));
    }
  }

  @Test
  void neverASecondClusterNeverAQuorumLostByUsAndItConverges() {
    Seen seen = onAllProcessors(LongStream.range(FIRST, FIRST + COUNT), seed -> Seen.of(run(seed)));

    assertThat(seen.violation()).isEmpty();
    // Schedules that never come to the point would prove nothing.
    assertThat(seen.formed()).isGreaterThan(COUNT * 9 / 10);
    assertThat(seen.replaced()).isGreaterThan(COUNT / 100);
    assertThat(seen.departed()).isGreaterThan(COUNT / 2);
  }

  @Test
  void fiftyThatBeginAtTheSameTimeAreOneCluster() {
    Seen seen =
        onAllProcessors(LongStream.rangeClosed(1, LARGE_COUNT), seed -> Seen.of(runLarge(seed)));

    assertThat(seen.violation()).isEmpty();
    assertThat(seen.formed()).isEqualTo(LARGE_COUNT);
  }

  /** Runs the schedule of a seed. */
  private interface Schedule {
    Seen run(long seed) throws InterruptedException;
  }

  /** The seeds share nothing. */
  private static Seen onAllProcessors(LongStream seeds, Schedule schedule) {
    return seeds
        .parallel()
        .mapToObj(
            seed -> {
              try {
                return schedule.run(seed);
              } catch (SimViolation | AssertionError violation) {
                return new Seen(0, 0, 0, Optional.of(violation));
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return new Seen(0, 0, 0, Optional.of(interrupted));
              }
            })
        .reduce(Seen.NOTHING, Seen::plus);
  }

  private static SimWorld runLarge(long seed) throws InterruptedException {
    SimWorld world = new SimWorld(seed, LARGE);
    for (int i = 0; i < LARGE; i++) {
      world.addNode(Optional.empty());
    }
    Random choice = new Random(seed * 31);
    for (int step = 0; step < LARGE * STEPS; step++) {
      world.time.advance(Duration.ofMillis(choice.nextInt(200)));
      world.round(world.nodes.get(choice.nextInt(LARGE)));
    }
    calm(world, LARGE * CALM_ROUNDS);

    assertThat(world.unsettled()).as("seed " + seed).isEmpty();
    return world;
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
      calm(world, world.isLostForGood() ? LOST_ROUNDS : CALM_ROUNDS);
      if (!world.isLostForGood() && !world.isDeserted()) {
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
    switch (choice.nextInt(9)) {
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
      case 5 -> {
        world.say(node, "IS TO LEAVE");
        node.leaving = true;
        if (choice.nextBoolean()) {
          world.addNode(Optional.empty());
        }
      }
      default -> world.nodes.forEach(other -> other.off = false);
    }
  }

  private static void stop(SimWorld world, SimNode node) {
    world.say(node, "OFF");
    node.process = Optional.empty();
    node.life = Optional.empty();
    node.off = true;
  }

  /** Everything works again. */
  private static void calm(SimWorld world, int rounds) throws InterruptedException {
    world.faulty = false;
    world.nodes.forEach(
        node -> {
          node.off = false;
          node.isolated = false;
        });
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
