package io.ec2cluster.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.HostedZone;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Writes a role record and settles what came of it. Every conflict and every lost answer is read
 * back: a retry inside the client reports its own earlier commit as "already exists", and an absent
 * nonce does not prove that the write will not arrive later. So the same batch, with the same
 * nonce, is sent again until the record shows who won.
 */
final class RecordWriter {
  private static final Duration SETTLE = Duration.ofSeconds(30);

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
   * @param superseded whether a view proves that the batch can never be applied any more
   * @return empty if it was applied, else the view that superseded it
   */
  Optional<RoleView> write(ChangeBatch batch, RoleRecord next, Predicate<RoleView> superseded)
      throws InterruptedException {
    Pauses pauses = new Pauses(time, random, SETTLE);
    while (true) {
      Optional<EnvironmentException> problem = apply(batch);
      if (problem.isEmpty()) {
        return Optional.empty();
      }
      RoleView view = readBack(problem.get());
      if (holds(view, next)) {
        return Optional.empty();
      }
      if (superseded.test(view)) {
        return Optional.of(view);
      }
      boolean conflict = problem.get() instanceof ChangeConflictException;
      if (!conflict || !pauses.pause()) {
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

  private RoleView readBack(EnvironmentException problem) {
    try {
      return reader.read();
    } catch (EnvironmentException unreadable) {
      problem.addSuppressed(unreadable);
      throw problem;
    }
  }

  private static boolean holds(RoleView view, RoleRecord next) {
    return view.record().filter(record -> record.nonce().equals(next.nonce())).isPresent();
  }
}
