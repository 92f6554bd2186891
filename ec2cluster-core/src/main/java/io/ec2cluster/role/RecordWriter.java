package io.ec2cluster.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.internal.time.Pauses;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Writes a role record and settles what came of it. Every conflict and every lost answer is read
 * back: a retry inside the client reports its own earlier commit as "already exists", and an absent
 * nonce does not prove that the write will not arrive later. So the same record, with the same
 * nonce, is sent again until the zone shows who won.
 */
final class RecordWriter {
  /** How long a conflict may stand against what is read: a read may be out of date. */
  private static final Duration SETTLE = Duration.ofSeconds(30);

  /**
   * How often a write or a read that failed is tried again. Few: the zone itself has retried what
   * is transient up to a deadline of its own, and a missing permission is not cured by patience.
   */
  private static final int MAX_FAILURES = 4;

  private final HostedZone zone;
  private final RecordReader reader;
  private final Time time;
  private final RandomGenerator random;

  RecordWriter(HostedZone zone, RecordReader reader, Time time, RandomGenerator random) {
    this.zone = zone;
    this.reader = reader;
    this.time = time;
    this.random = random;
  }

  /**
   * Applies a batch that writes {@code next}.
   *
   * @param again what to send next, given what was read after a failure: a batch that writes the
   *     same {@code next}, or empty if the view proves that none can be applied any more
   * @return empty if it was applied, else the view that proves that it never will be
   * @throws EnvironmentException if it is not known whether it was or will be applied
   */
  Optional<RoleView> write(
      ChangeBatch first, RoleRecord next, Function<RoleView, Optional<ChangeBatch>> again)
      throws InterruptedException {
    Pauses pauses = Pauses.betweenRequests(time, random, SETTLE);
    ChangeBatch batch = first;
    int failures = 0;
    while (true) {
      Optional<EnvironmentException> problem = apply(batch);
      if (problem.isEmpty()) {
        return Optional.empty();
      }
      Optional<RoleView> view = readBack(problem.get());
      if (view.isPresent()) {
        if (holds(view.get(), next)) {
          return Optional.empty();
        }
        Optional<ChangeBatch> retry = again.apply(view.get());
        if (retry.isEmpty()) {
          return view;
        }
        batch = retry.get();
      }
      if (view.isEmpty() || !(problem.get() instanceof ChangeConflictException)) {
        failures++;
      }
      if (failures >= MAX_FAILURES || !pauses.pause()) {
        throw problem.get();
      }
    }
  }

  private Optional<EnvironmentException> apply(ChangeBatch batch) {
    try {
      zone.apply(batch);
      return Optional.empty();
    } catch (EnvironmentException conflictOrUnknown) {
      return Optional.of(conflictOrUnknown);
    }
  }

  private Optional<RoleView> readBack(EnvironmentException problem) {
    try {
      return Optional.of(reader.read());
    } catch (EnvironmentException unreadable) {
      problem.addSuppressed(unreadable);
      return Optional.empty();
    }
  }

  private static boolean holds(RoleView view, RoleRecord next) {
    return view.record().filter(record -> record.nonce().equals(next.nonce())).isPresent();
  }
}
