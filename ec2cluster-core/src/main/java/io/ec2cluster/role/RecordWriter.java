package io.ec2cluster.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.internal.write.ConditionalWrite;
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
  private final HostedZone zone;
  private final ConditionalWrite<RoleView> write;

  RecordWriter(HostedZone zone, RecordReader reader, Time time, RandomGenerator random) {
    this.zone = zone;
    this.write = new ConditionalWrite<>(reader::read, time, random);
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
    return write
        .send(
            () -> zone.apply(first),
            view ->
                holds(view, next)
                    ? Optional.empty()
                    : again.apply(view).map(batch -> () -> zone.apply(batch)))
        .filter(view -> !holds(view, next));
  }

  private static boolean holds(RoleView view, RoleRecord next) {
    return view.record().filter(record -> record.nonce().equals(next.nonce())).isPresent();
  }
}
