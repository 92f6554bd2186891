package io.ec2cluster.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.internal.write.Nonces;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The role record when the role goes from one node to another: what a candidate takes, and what a
 * primary offers. Every write is conditional on the record that was judged. For use by one thread.
 */
public final class RoleTransfer {
  private final RoleNames names;
  private final Candidate candidate;
  private final RecordReader reader;
  private final RecordWriter writer;
  private final PromotionRules rules;
  private final Time time;
  private final RandomGenerator random;

  /** The transfer of a cluster's role as one node sees it. */
  public RoleTransfer(
      HostedZone zone, RoleNames names, Candidate candidate, Time time, RandomGenerator random) {
    this.names = names;
    this.candidate = candidate;
    this.reader = new RecordReader(zone, names);
    this.writer = new RecordWriter(zone, reader, time, random);
    this.rules = new PromotionRules(candidate, random);
    this.time = time;
    this.random = random;
  }

  /** Reads the record and the primary name: one request. */
  public RoleView observe() {
    return reader.read();
  }

  /** What the record says of a promotion of this node; reads and writes nothing. */
  public PromotionVerdict judge(RoleView view) {
    return rules.judge(view, now());
  }

  /**
   * Takes the record; every doubt of the verdict must have been removed.
   *
   * @param view the view that was judged
   * @return the tenure, to promote the engine under and to publish
   * @throws RefusedException if somebody else changed the record meanwhile
   * @throws io.ec2cluster.EnvironmentException if the zone failed: whether it was taken is not
   *     known
   */
  public Tenure take(RoleView view, PromotionVerdict.Allowed verdict) throws InterruptedException {
    write(view, verdict.next(), "promotion of " + candidate.self().instanceId());
    return new Tenure(
        names, candidate, reader, writer, time, random, verdict.next(), PrimaryName.of(view));
  }

  /**
   * Offers the role of this node, the published primary, whose engine has stopped in order. Safe to
   * call again with a record that is offered already.
   *
   * @param view what was read last
   * @throws RefusedException if the record does not name this node as the published primary, or
   *     changed meanwhile
   * @throws io.ec2cluster.EnvironmentException if the zone failed: whether it is offered is not
   *     known
   */
  public RoleRecord offer(RoleView view, Handover offer) throws InterruptedException {
    RoleRecord record =
        view.record()
            .filter(now -> now.isOwnedBy(candidate.self().instanceId()))
            .filter(now -> now.state() == RoleState.PUBLISHED || now.state() == RoleState.HANDOVER)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "only the published primary hands the role over; the record names "
                            + described(view)));
    RoleRecord next = record.change().offering(offer).nonce(Nonces.fresh(random)).build();
    write(view, next, "handover by " + candidate.self().instanceId());
    return next;
  }

  private void write(RoleView view, RoleRecord next, String what) throws InterruptedException {
    ChangeBatch.Builder batch = ChangeBatch.commented("ec2cluster: " + what);
    view.stored().ifPresent(batch::delete);
    ChangeBatch writing = batch.create(RoleRecordText.write(names.record(), next)).build();
    Optional<RoleView> superseded =
        writer.write(
            writing, next, now -> isNoNewer(now, view) ? Optional.of(writing) : Optional.empty());
    if (superseded.isPresent()) {
      throw new RefusedException(
          "the role record changed meanwhile: it names "
              + described(superseded.get())
              + " now. Look at it with 'ec2cluster status' and run again");
    }
  }

  /** Whether a view shows what was judged, or something older: then the read is out of date. */
  private static boolean isNoNewer(RoleView now, RoleView judged) {
    return now.stored().equals(judged.stored()) || epoch(now) < epoch(judged);
  }

  private static long epoch(RoleView view) {
    return view.record().map(RoleRecord::epoch).orElse(0L);
  }

  private static String described(RoleView view) {
    return view.record()
        .map(now -> now.owner() + ", " + now.state().label() + ", epoch " + now.epoch())
        .orElse("nobody");
  }

  private Instant now() {
    return time.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
