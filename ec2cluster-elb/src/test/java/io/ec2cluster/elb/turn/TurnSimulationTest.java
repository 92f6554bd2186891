package io.ec2cluster.elb.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.config.Fraction;
import io.ec2cluster.elb.ledger.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The real courses on simulated fleets, by seeds. {@code -Dec2cluster.sim.seeds=N} runs more,
 * {@code -Dec2cluster.sim.seed=S} replays from one.
 */
class TurnSimulationTest {
  private static final long FIRST = Long.getLong("ec2cluster.sim.seed", 1);
  private static final long COUNT = Long.getLong("ec2cluster.sim.seeds", 20_000);
  private static final long DISTURBED = 30 * 60_000L;
  private static final long CALM = 24 * 3_600_000L;
  private static final int SETTLED_CHECK = 60_000;

  /** What a schedule came to, or several together. */
  private record Tally(
      long restarts, long crashes, long failures, long withdrawals, long strikes, long largest) {
    static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0);

    static Tally of(SimFleet fleet) {
      return new Tally(
          fleet.nodes.stream().filter(node -> node.finished).count(),
          fleet.crashes,
          fleet.failures,
          fleet.withdrawals,
          fleet.strikes,
          fleet.nodes.size());
    }

    Tally plus(Tally other) {
      return new Tally(
          restarts + other.restarts,
          crashes + other.crashes,
          failures + other.failures,
          withdrawals + other.withdrawals,
          strikes + other.strikes,
          Math.max(largest, other.largest));
    }
  }

  @Test
  void noStepCrossesAFloorAndAllWhoCanRestartDo(TestReporter report) {
    // The schedules share nothing: on all processors.
    Tally tally =
        LongStream.range(FIRST, FIRST + COUNT)
            .parallel()
            .mapToObj(seed -> Tally.of(run(seed, SimSettings.usual(false))))
            .reduce(Tally.NOTHING, Tally::plus);

    report.publishEntry(
        "%d schedules: %d restarts, %d crashes, %d failures, %d withdrawals, %d struck off or ended, largest %d"
            .formatted(
                COUNT,
                tally.restarts(),
                tally.crashes(),
                tally.failures(),
                tally.withdrawals(),
                tally.strikes(),
                tally.largest()));
    // Schedules that never come to the point would prove nothing.
    assertThat(tally.restarts()).isGreaterThan(COUNT * 2);
    assertThat(tally.crashes()).isGreaterThan(COUNT / 2);
    assertThat(tally.failures()).isGreaterThan(COUNT / 2);
    assertThat(tally.withdrawals()).isGreaterThan(COUNT / 100);
    assertThat(tally.strikes()).isGreaterThan(COUNT / 100);
  }

  @Test
  void aStoreThatTakesEveryWriteIsNoticed() {
    assertThatThrownBy(() -> runFew(SimSettings.usual(false).withoutConditions()))
        .isInstanceOf(SimViolation.class)
        .hasMessageContaining("crosses the floor");
  }

  @Test
  void coursesThatTakeLateAnswersForNewOnesAreNoticed() {
    assertThatThrownBy(() -> runFew(SimSettings.usual(false).withPropagation(0)))
        .isInstanceOf(SimViolation.class);
  }

  private static void runFew(SimSettings settings) {
    for (long seed = 1; seed <= 100; seed++) {
      schedule(seed, settings);
    }
  }

  private static SimFleet run(long seed, SimSettings settings) {
    try {
      return schedule(seed, settings);
    } catch (SimViolation | AssertionError | IllegalStateException violation) {
      throw replayed(seed, settings.logged(), violation);
    }
  }

  private static AssertionError replayed(long seed, SimSettings settings, Throwable violation) {
    List<String> log = new ArrayList<>();
    try {
      schedule(seed, settings, Optional.of(log));
    } catch (SimViolation | AssertionError | IllegalStateException again) {
      // Thrown below, with what led to it.
      log.add(String.valueOf(again.getMessage()));
    }
    int from = Math.max(0, log.size() - 60);
    return new AssertionError(
        "seed %d: %s%n%s"
            .formatted(
                seed, violation.getMessage(), String.join("\n", log.subList(from, log.size()))),
        violation);
  }

  private static SimFleet schedule(long seed, SimSettings settings) {
    return schedule(seed, settings, Optional.empty());
  }

  private static SimFleet schedule(long seed, SimSettings settings, Optional<List<String>> log) {
    Random choice = new Random(seed * 31 + 7);
    SimFleet fleet = new SimFleet(settings, seed);
    try {
      populate(fleet, choice);
      boolean external = choice.nextInt(4) > 0;
      fleet.faulty = choice.nextInt(5) > 0;
      for (SimNode node : fleet.nodes) {
        fleet.clock.after(
            (long) choice.nextInt(4) * choice.nextInt(20_000),
            () -> begin(fleet, node, SimFleet.Tool.RESTART));
      }
      disturb(fleet, choice, external);
      calm(fleet, external);
      return fleet;
    } finally {
      log.ifPresent(lines -> lines.addAll(fleet.log));
    }
  }

  private static void populate(SimFleet fleet, Random choice) {
    List<Quorum> quorums =
        List.of(quorum(1, 2), quorum(2, 3), quorum(3, 4), quorum(1, 10), quorum(67, 100));
    Quorum quorum = quorums.get(choice.nextInt(quorums.size()));
    int balancers = 1 + choice.nextInt(3) / 2 + choice.nextInt(5) / 4;
    for (int i = 0; i < balancers; i++) {
      fleet.addBalancer(quorum);
    }
    int size = choice.nextInt(100) == 0 ? 20 + choice.nextInt(80) : 2 + choice.nextInt(7);
    for (int i = 0; i < size; i++) {
      List<SimBalancer> in = new ArrayList<>(fleet.balancers);
      if (choice.nextInt(3) == 0) {
        in.remove(choice.nextInt(in.size()));
      }
      fleet.addNode(in.isEmpty() ? fleet.balancers : in);
    }
    fleet.begun();
  }

  private static Quorum quorum(int part, int whole) {
    return new Quorum(Fraction.of(part, whole), 1);
  }

  private static void begin(SimFleet fleet, SimNode node, SimFleet.Tool tool) {
    if (!node.terminated && node.course.isEmpty()) {
      fleet.start(node, tool);
    }
  }

  private static void disturb(SimFleet fleet, Random choice, boolean external) {
    long next = 0;
    while (fleet.clock.now() < DISTURBED) {
      next += 1000 + choice.nextInt(60_000);
      while (fleet.clock.step(next)) {
        requireFloors(fleet, external);
      }
      SimNode node = fleet.nodes.get(choice.nextInt(fleet.nodes.size()));
      int what = choice.nextInt(12);
      if (what < 5 && fleet.faulty) {
        begin(fleet, node, what == 0 ? SimFleet.Tool.REPAIR : SimFleet.Tool.RESTART);
      } else if (what == 5 && fleet.faulty && node.course.isPresent()) {
        fleet.crash(node);
      } else if (external && what == 6 && node.up) {
        fleet.fails(node);
      } else if (external && what < 9 && !node.up && !node.terminated) {
        fleet.recovers(node);
      } else if (external && what == 9 && choice.nextInt(8) == 0 && !node.terminated) {
        fleet.terminates(node);
      }
    }
  }

  /** Where nothing fails from outside, the floor holds at every moment, for everybody to see. */
  private static void requireFloors(SimFleet fleet, boolean external) {
    if (external) {
      return;
    }
    for (SimBalancer balancer : fleet.balancers) {
      if (balancer.quorum.mayBeOut(balancer.size()) > 0
          && !balancer.registered.isEmpty()
          && fleet.nodes.stream().allMatch(node -> node.up)
          && balancer.inService.size() < balancer.floor()) {
        throw new SimViolation(
            "%d in service in load balancer %d, the floor is %d"
                .formatted(balancer.inService.size(), balancer.number, balancer.floor()));
      }
    }
  }

  /** Nothing fails any more, and whoever has not restarted is told to again. */
  private static void calm(SimFleet fleet, boolean external) {
    fleet.faulty = false;
    fleet.nodes.stream().filter(node -> !node.terminated).forEach(node -> fleet.recovers(node));
    fleet.nodes.stream()
        .filter(node -> node.course.isEmpty() && !node.terminated && node.waitsOnly())
        .forEach(node -> node.forgotten = true);
    long end = fleet.clock.now() + CALM;
    while (fleet.clock.now() < end) {
      long until = fleet.clock.now() + SETTLED_CHECK;
      while (fleet.clock.step(until)) {
        requireFloors(fleet, external);
      }
      List<String> unsettled = unsettled(fleet);
      if (unsettled.isEmpty()) {
        return;
      }
      for (SimNode node : fleet.nodes) {
        if (!node.forgotten && (!node.finished || node.isListed())) {
          boolean byHand = isStuck(node) && node.isKeptOut();
          begin(fleet, node, byHand ? SimFleet.Tool.REGISTER : SimFleet.Tool.RESTART);
        }
      }
    }
    throw new SimViolation("not settled after a day: " + unsettled(fleet));
  }

  private static List<String> unsettled(SimFleet fleet) {
    List<String> wrong = new ArrayList<>();
    for (SimNode node : fleet.nodes) {
      if (!isDone(node)) {
        wrong.add(node.id + " has not restarted: " + node.course);
      }
      if (!node.terminated && !node.isInServiceEverywhere()) {
        wrong.add(node.id + " is not in service everywhere: " + node.course);
      }
    }
    boolean alone = fleet.nodes.stream().allMatch(TurnSimulationTest::isDone);
    Set<String> nobodyRuns = new HashSet<>(fleet.terminated);
    fleet.nodes.stream().filter(node -> node.forgotten).forEach(node -> nobodyRuns.add(node.id));
    for (SimBalancer balancer : fleet.balancers) {
      for (Entry entry : balancer.ledger.entries()) {
        // Whoever waits ends the entries of those who are gone: here nobody is left to wait.
        if (!(alone && nobodyRuns.contains(entry.id()))) {
          wrong.add("load balancer " + balancer.number + " lists " + entry);
        }
      }
    }
    return wrong;
  }

  private static boolean isDone(SimNode node) {
    return node.finished || node.terminated || node.forgotten || isStuck(node);
  }

  private static boolean isStuck(SimNode node) {
    return node.balancers.stream().anyMatch(in -> in.quorum.mayBeOut(in.size()) == 0);
  }
}
