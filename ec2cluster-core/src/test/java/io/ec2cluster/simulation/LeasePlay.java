package io.ec2cluster.simulation;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.coordination.Coordination;
import io.ec2cluster.coordination.Lease;
import io.ec2cluster.coordination.LeaseLostException;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.coordination.StoredRecord;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.testing.FakeRecordTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Nodes that take turns by a lease, the real code, over a table whose calls fail, are answered late
 * or not at all, or arrive later; any node may stand still for any time. At every moment at most
 * one of them believes that it holds the lease, and each grant's token is greater than those before
 * it.
 */
final class LeasePlay {
  private static final RecordKey KEY = RecordKey.of("play", "turn");
  private static final Duration LENGTH = Duration.ofSeconds(30);
  private static final int FAULTY_MOVES = 150;
  private static final int MOVES = 20_000;

  private final SplittableRandom random;
  private final Stage stage;
  private final FakeRecordTable truth = new FakeRecordTable();
  private final List<Runnable> delayed = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private long now;
  private int moves;
  private long lastToken;
  private int grants;

  LeasePlay(long seed, Stage stage, int size) {
    this.random = new SplittableRandom(seed);
    this.stage = stage;
    for (int i = 0; i < size; i++) {
      Node node = new Node(i, random.nextLong(1L << 40), random.nextInt());
      nodes.add(node);
      stage.cast(i, node);
    }
  }

  /** What went wrong, if anything. */
  Optional<Throwable> run() {
    Optional<Throwable> failure = stage.play(this::next);
    if (failure.isEmpty() && moves >= MOVES) {
      return Optional.of(new Violation("no end after " + MOVES + " moves"));
    }
    if (failure.isEmpty() && grants == 0) {
      return Optional.of(new Violation("nobody was ever granted the lease"));
    }
    return failure;
  }

  List<String> trace() {
    return trace;
  }

  int moves() {
    return moves;
  }

  int grants() {
    return grants;
  }

  /** Who acts next; time may pass before. */
  private int next() {
    moves++;
    requireOneHolder();
    List<Node> acting = nodes.stream().filter(node -> stage.isActing(node.index)).toList();
    if (acting.isEmpty() || moves >= MOVES) {
      return Stage.HOUSE;
    }
    if (!delayed.isEmpty() && random.nextInt(6) == 0) {
      delayed.remove(random.nextInt(delayed.size())).run();
      requireOneHolder();
    }
    if (faulty() && random.nextInt(8) == 0) {
      // Calls take their time, and processes stand still.
      pass(random.nextLong(LENGTH.toNanos() * 3 / 2));
    }
    List<Node> awake = acting.stream().filter(node -> node.wakeAt <= now).toList();
    if (awake.isEmpty()) {
      pass(acting.stream().mapToLong(node -> node.wakeAt).min().orElse(now) - now);
      awake = acting.stream().filter(node -> node.wakeAt <= now).toList();
    }
    return awake.get(random.nextInt(awake.size())).index;
  }

  private void pass(long nanos) {
    now += nanos;
    requireOneHolder();
  }

  private boolean faulty() {
    return moves < FAULTY_MOVES;
  }

  private void requireOneHolder() {
    List<String> holders =
        nodes.stream()
            .filter(node -> node.lease.filter(Lease::isHeld).isPresent())
            .map(node -> node.name)
            .toList();
    if (holders.size() > 1) {
      throw new Violation("held by " + holders + " at " + Duration.ofNanos(now));
    }
  }

  private void say(String what) {
    trace.add(Duration.ofNanos(now) + " " + what);
  }

  private final class Node implements Runnable, Time, RecordTable {
    private final int index;
    private final String name;
    private final long offset;
    private final Coordination coordination;
    private Optional<Lease> lease = Optional.empty();
    private long wakeAt;

    Node(int index, long offset, int seed) {
      this.index = index;
      this.name = "n" + index;
      this.offset = offset;
      this.coordination = new Coordination(this, this, new Random(seed));
    }

    @Override
    public void run() {
      try {
        for (int turns = 0; turns < 2; turns += turn() ? 1 : 0) {
          say(name + " wants it");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private boolean turn() throws InterruptedException {
      try {
        lease = coordination.leases().acquire(KEY, name, LENGTH, Duration.ofMinutes(10));
      } catch (EnvironmentException unknown) {
        say(name + " does not know whether it has it");
        return false;
      }
      if (lease.isPresent()) {
        granted(lease.get());
        hold(lease.get());
      }
      return lease.isPresent();
    }

    private void granted(Lease mine) {
      say(name + " is granted " + mine.token());
      if (mine.token() <= lastToken) {
        throw new Violation("token " + mine.token() + " after " + lastToken);
      }
      lastToken = mine.token();
      grants++;
      requireOneHolder();
    }

    private void hold(Lease mine) throws InterruptedException {
      int beats = random.nextInt(5);
      for (int beat = 0; beat < beats; beat++) {
        sleep(Duration.ofNanos(random.nextLong(LENGTH.toNanos() / 2)));
        try {
          mine.renew();
          say(name + " prolonged");
        } catch (LeaseLostException over) {
          say(name + " lost it");
          return;
        } catch (EnvironmentException unknown) {
          say(name + " does not know whether it prolonged");
        }
      }
      if (random.nextInt(3) > 0) {
        mine.close();
        say(name + " gave it back");
      } else {
        say(name + " forgets it");
      }
    }

    // Its clock.

    @Override
    public Instant now() {
      return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public long nanos() {
      return now + offset;
    }

    @Override
    public void sleep(Duration pause) {
      wakeAt = now + pause.toNanos();
      stage.pause(index);
    }

    // Its connection to the table.

    @Override
    public String id() {
      return "table";
    }

    @Override
    public int longestValue() {
      return truth.longestValue();
    }

    @Override
    public boolean bearsHeartBeats() {
      return true;
    }

    @Override
    public Optional<StoredRecord> read(RecordKey key) {
      return call(() -> truth.read(key), Fault.FAILED);
    }

    @Override
    public void put(Optional<StoredRecord> seen, StoredRecord next) {
      change(() -> truth.put(seen, next));
    }

    @Override
    public void delete(StoredRecord seen) {
      change(() -> truth.delete(seen));
    }

    private void change(Runnable change) {
      call(
          () -> {
            change.run();
            return name;
          },
          Fault.FAILED,
          Fault.LOST_ANSWER,
          Fault.ECHO,
          Fault.DELAYED);
    }

    private <T> T call(Supplier<T> call, Fault... possible) {
      stage.pause(index);
      Fault fault =
          faulty() && random.nextInt(4) == 0
              ? possible[random.nextInt(possible.length)]
              : Fault.NONE;
      if (fault == Fault.DELAYED) {
        delayed.add(() -> late(call));
      }
      if (fault == Fault.FAILED || fault == Fault.DELAYED) {
        throw new EnvironmentException("the call failed: " + fault);
      }
      T answer = call.get();
      // The answer is under way.
      stage.pause(index);
      if (fault == Fault.LOST_ANSWER) {
        throw new EnvironmentException("the answer was lost");
      }
      if (fault == Fault.ECHO) {
        throw new ChangeConflictException("the client's retry met its own commit");
      }
      return answer;
    }

    private void late(Supplier<?> call) {
      try {
        say("a write arrives late, of " + call.get());
      } catch (ChangeConflictException overtaken) {
        say("a write of " + name + " comes too late");
      }
    }
  }
}
