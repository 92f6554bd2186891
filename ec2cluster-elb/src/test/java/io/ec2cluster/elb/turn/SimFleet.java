package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.turn.Answer.Done;
import io.ec2cluster.elb.turn.Answer.HealthRead;
import io.ec2cluster.elb.turn.Answer.LedgerRead;
import io.ec2cluster.elb.turn.Answer.Moment;
import io.ec2cluster.elb.turn.Answer.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Instances behind load balancers in virtual time, all by a seed: answers that are late, health
 * that takes its time, failures from outside, and tools that end after any move. It carries out
 * what the real courses ask for, and notices at once when one takes a step that crosses a floor.
 */
final class SimFleet {
  final SimSettings settings;
  final SimClock clock = new SimClock();
  final Random random;
  final List<SimBalancer> balancers = new ArrayList<>();
  final List<SimNode> nodes = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  final Set<String> terminated = new HashSet<>();
  boolean faulty;
  long crashes;
  long failures;
  long withdrawals;
  long strikes;
  private long recordBusy;
  private int created;

  SimFleet(SimSettings settings, long seed) {
    this.settings = settings;
    this.random = new Random(seed);
  }

  SimBalancer addBalancer(Quorum quorum) {
    SimBalancer balancer = new SimBalancer(balancers.size(), quorum);
    balancers.add(balancer);
    return balancer;
  }

  /** One that is in service from the beginning. */
  SimNode addNode(List<SimBalancer> in) {
    SimNode node = new SimNode("i-%017d".formatted(++created), in, random.nextInt(3) * 100 - 100);
    nodes.add(node);
    for (SimBalancer balancer : in) {
      balancer.registered.add(node.id);
      balancer.inService.add(node.id);
    }
    return node;
  }

  void begun() {
    balancers.forEach(balancer -> balancer.changed(clock.now(), settings.staleness() > 0));
  }

  // --- the tool -------------------------------------------------------------------------------

  /** What is run on an instance. */
  enum Tool {
    RESTART,
    REPAIR,
    /** By a person, where it is kept out and a restart is refused. */
    REGISTER
  }

  void start(SimNode node, Tool tool) {
    CourseTerms terms =
        new CourseTerms(
            Collections.nCopies(node.balancers.size(), node.id),
            new TurnRules(node.balancers.get(0).quorum, false),
            Duration.ofMillis(settings.propagation()),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofHours(settings.patienceHours()),
            Duration.ofMinutes(5));
    node.restarting = tool == Tool.RESTART;
    node.run++;
    Moment now = clock.moment(node.skew);
    node.course =
        Optional.of(
            switch (tool) {
              case RESTART -> RestartCourse.restart(terms, now);
              case REPAIR -> RestartCourse.repair(terms, now);
              case REGISTER -> RestartCourse.register(terms, now);
            });
    schedule(node, 0);
  }

  private void schedule(SimNode node, long delay) {
    int run = node.run;
    clock.after(
        delay,
        () -> {
          if (node.run == run && node.course.isPresent()) {
            step(node);
          }
        });
  }

  private boolean crashes(SimNode node) {
    if (!faulty || random.nextInt(1000) >= settings.crashesPerMille()) {
      return false;
    }
    crash(node);
    return true;
  }

  void crash(SimNode node) {
    crashes++;
    say(node, "CRASHES in " + node.course.map(RestartCourse::move));
    node.course = Optional.empty();
    node.run++;
  }

  private void step(SimNode node) {
    if (crashes(node)) {
      return;
    }
    Move move = node.course.orElseThrow().move();
    if (move instanceof Move.Stop stop) {
      stopped(node, stop.outcome());
      return;
    }
    if (move instanceof Move.Write write) {
      write(node, write);
      return;
    }
    Answer answer = carryOut(node, move);
    answer(node, answer, delay(move));
  }

  /** The effect is at its time; the answer comes later, if the tool still runs. */
  private void answer(SimNode node, Answer answer, long delay) {
    if (crashes(node)) {
      return;
    }
    int run = node.run;
    clock.after(
        delay,
        () -> {
          if (node.run == run) {
            node.course = node.course.map(course -> course.on(answer, clock.moment(node.skew)));
            step(node);
          }
        });
  }

  /** A record bears so many kilobytes a second, those of refused writes included. */
  private void write(SimNode node, Move.Write write) {
    int run = node.run;
    long busy = Math.max(clock.now(), recordBusy) + settings.millisPerWrite(write.next());
    recordBusy = busy;
    clock.after(
        busy - clock.now(),
        () -> {
          // A write that is under way arrives, whether its sender still runs or not.
          boolean written = writeNow(node, write);
          if (node.run == run) {
            answer(node, new Written(written), 5);
          }
        });
  }

  private boolean writeNow(SimNode node, Move.Write write) {
    SimBalancer balancer = node.balancers.get(write.at());
    boolean wasOut = balancer.ledger.find(node.id).filter(Entry::isOut).isPresent();
    long before = balancer.ledger.entries().size();
    boolean written =
        balancer.write(
            settings.unconditional()
                ? balancer.version
                : node.versions.getOrDefault(write.at(), 0L),
            write.next());
    if (written) {
      boolean isOut = balancer.ledger.find(node.id).filter(Entry::isOut).isPresent();
      boolean listed = balancer.ledger.find(node.id).isPresent();
      if (!wasOut && isOut) {
        node.listedAt.put(balancer.number, clock.now());
      }
      withdrawals += wasOut && !isOut && listed ? 1 : 0;
      strikes += listed && balancer.ledger.entries().size() < before ? 1 : 0;
      say(node, "writes " + balancer.number + ": " + brief(balancer));
    }
    return written;
  }

  private Answer carryOut(SimNode node, Move move) {
    if (move instanceof Move.ReadLedger read) {
      SimBalancer balancer = node.balancers.get(read.at());
      balancer.reads++;
      node.versions.put(read.at(), balancer.version);
      return new LedgerRead(balancer.ledger);
    }
    if (move instanceof Move.ReadHealth read) {
      return ask(node, node.balancers.get(read.at()));
    }
    if (move instanceof Move.Deregister taken) {
      deregister(node, node.balancers.get(taken.at()));
    } else if (move instanceof Move.Register put) {
      register(node, node.balancers.get(put.at()));
    } else if (move instanceof Move.Restart) {
      say(node, "restarts");
      boolean failed = faulty && random.nextInt(1000) < settings.failedRestarts();
      node.up = !failed;
      node.restarts++;
      return new Done(!failed);
    }
    return new Done(true);
  }

  private Answer ask(SimNode node, SimBalancer balancer) {
    balancer.asked++;
    long late = settings.staleness() > 0 ? random.nextLong(settings.staleness()) : 0;
    long of = Math.max(0, clock.now() - (random.nextBoolean() ? late : 0));
    node.answerOf.put(balancer.number, of);
    FleetView view = balancer.answer(of, terminated);
    node.sizeThen.put(balancer.number, view.size(balancer.ledger));
    return new HealthRead(view, clock.now() * 1_000_000);
  }

  private long delay(Move move) {
    if (move instanceof Move.Pause pause) {
      long least = pause.atLeast().toMillis();
      return least + random.nextLong(pause.atMost().toMillis() - least + 1);
    }
    if (move instanceof Move.Drain) {
      return settings.drain();
    }
    if (move instanceof Move.Restart) {
      return settings.restart();
    }
    return 2L + random.nextInt(move instanceof Move.ReadHealth ? 100 : 10);
  }

  private void stopped(SimNode node, Move.Outcome outcome) {
    say(node, "STOPS " + outcome);
    node.course = Optional.empty();
    node.run++;
    if (outcome == Move.Outcome.BACK && node.restarting) {
      node.finished = true;
      for (SimBalancer balancer : node.balancers) {
        boolean failedSince = node.failedAt >= node.answerOf.getOrDefault(balancer.number, 0L);
        if (!balancer.inService.contains(node.id) && !failedSince) {
          throw violation(node, "says that it is back, and is not in service");
        }
      }
    }
  }

  // --- the load balancers ---------------------------------------------------------------------

  private void deregister(SimNode node, SimBalancer balancer) {
    if (balancer.inService.contains(node.id)) {
      requireFloor(node, balancer);
    }
    say(node, "deregisters from " + balancer.number);
    balancer.registered.remove(node.id);
    leaves(balancer, node.id);
  }

  private void leaves(SimBalancer balancer, String id) {
    balancer.inService.remove(id);
    balancer.notInServiceAt.put(id, clock.now());
    balancer.changed(clock.now(), settings.staleness() > 0);
  }

  /** The step that would cross the floor, but for what the tool could not know. */
  private void requireFloor(SimNode node, SimBalancer balancer) {
    long since = node.answerOf.getOrDefault(balancer.number, 0L);
    long unknown =
        balancer.failedAt.entrySet().stream()
            .filter(failed -> failed.getValue() >= since)
            .filter(failed -> !balancer.inService.contains(failed.getKey()))
            .count();
    long left = balancer.inService.size() - 1 + unknown;
    long size = Math.min(balancer.size(), node.sizeThen.getOrDefault(balancer.number, 0L));
    boolean counted =
        balancer.notInServiceAt.getOrDefault(node.id, -1L)
            < node.listedAt.getOrDefault(balancer.number, 0L);
    if (left < balancer.quorum.floor(size) && counted) {
      throw violation(
          node,
          "crosses the floor of load balancer %d: %d of %d would be left, the floor is %d"
              .formatted(balancer.number, left, size, balancer.quorum.floor(size)));
    }
  }

  private void register(SimNode node, SimBalancer balancer) {
    if (balancer.registered.add(node.id)) {
      say(node, "registers with " + balancer.number);
      balancer.changed(clock.now(), settings.staleness() > 0);
    }
    becomesHealthy(node, balancer);
  }

  /** Health comes after some checks, if it is still registered and up then. */
  private void becomesHealthy(SimNode node, SimBalancer balancer) {
    clock.after(
        settings.healthDelay() / 2 + random.nextLong(settings.healthDelay() + 1),
        () -> {
          if (node.up && balancer.registered.contains(node.id) && balancer.inService.add(node.id)) {
            balancer.notInServiceAt.put(node.id, clock.now());
            say(node, "IS HEALTHY in " + balancer.number);
            balancer.changed(clock.now(), settings.staleness() > 0);
          }
        });
  }

  // --- from outside ---------------------------------------------------------------------------

  void fails(SimNode node) {
    failures++;
    node.failedAt = clock.now();
    node.up = false;
    say(node, "FAILS FROM OUTSIDE");
    outOfService(node);
  }

  void recovers(SimNode node) {
    node.up = true;
    node.balancers.forEach(balancer -> becomesHealthy(node, balancer));
  }

  void terminates(SimNode node) {
    say(node, "IS TERMINATED");
    node.course = Optional.empty();
    node.run++;
    node.up = false;
    node.terminated = true;
    outOfService(node);
    node.balancers.forEach(balancer -> balancer.registered.remove(node.id));
    node.balancers.forEach(balancer -> balancer.changed(clock.now(), settings.staleness() > 0));
    terminated.add(node.id);
  }

  private void outOfService(SimNode node) {
    for (SimBalancer balancer : node.balancers) {
      if (balancer.inService.contains(node.id)) {
        // Who is listed as out is not counted on: its failure costs nothing.
        if (balancer.ledger.find(node.id).filter(Entry::isOut).isEmpty()) {
          balancer.failedAt.put(node.id, clock.now());
        }
        leaves(balancer, node.id);
      }
    }
  }

  // --- in words -------------------------------------------------------------------------------

  private void say(SimNode node, String words) {
    if (settings.logs()) {
      log.add("%8d %s: %s".formatted(clock.now(), node.id, words));
    }
  }

  private static String brief(SimBalancer balancer) {
    return balancer.ledger.entries().stream()
        .map(entry -> entry.id().replaceAll("i-0*", "") + entry.state().name().charAt(0))
        .toList()
        .toString();
  }

  private SimViolation violation(SimNode node, String what) {
    return new SimViolation(node.id + " " + what + " at " + clock.now());
  }
}
