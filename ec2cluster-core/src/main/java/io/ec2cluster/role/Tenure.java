package io.ec2cluster.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.write.Nonces;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A role record that this node holds: it may start its engine as primary, publishes once the engine
 * is verified, and gives the record back only after the engine is proven stopped. For use by one
 * thread.
 */
public final class Tenure {
  private final RoleNames names;
  private final Candidate candidate;
  private final RecordReader reader;
  private final RecordWriter writer;
  private final Time time;
  private final RandomGenerator random;
  private RoleRecord record;
  private RecordSet stored;
  private PrimaryName primary;

  /** The nonces of a call whose outcome was not learned: the next call writes them again. */
  private Optional<String> publishing = Optional.empty();

  private Optional<String> releasing = Optional.empty();

  Tenure(
      RoleNames names,
      Candidate candidate,
      RecordReader reader,
      RecordWriter writer,
      Time time,
      RandomGenerator random,
      RoleRecord record,
      PrimaryName primary) {
    this.names = names;
    this.candidate = candidate;
    this.reader = reader;
    this.writer = writer;
    this.time = time;
    this.random = random;
    this.record = record;
    this.stored = RoleRecordText.write(names.record(), record);
    this.primary = primary;
  }

  /** The record as this node wrote it last. */
  public RoleRecord record() {
    return record;
  }

  /**
   * Whether the record is published and the name points at this node, as far as this node has read.
   */
  public boolean isPublished() {
    return record.state() == RoleState.PUBLISHED && primary.pointers().equals(List.of(pointer()));
  }

  /**
   * Publishes: the record and the name in one batch. The engine must be verified before. Safe to
   * call again after an {@link io.ec2cluster.EnvironmentException}, which leaves unknown whether it
   * was published.
   *
   * @param dataIdentity the identity of its data, where the engine has one
   * @throws RefusedException if the role was lost meanwhile, or something else has taken the name:
   *     stop the engine
   * @throws io.ec2cluster.EnvironmentException if the zone failed: stop the engine and release,
   *     which settles it either way
   */
  public void publish(Optional<String> dataIdentity) throws InterruptedException {
    publish(dataIdentity, List::of);
  }

  /**
   * Publishes together with other changes, in one batch.
   *
   * @param beside the other changes as they are to be made now; asked again for every attempt
   * @see #publish(Optional)
   */
  public void publish(Optional<String> dataIdentity, Supplier<List<Change>> beside)
      throws InterruptedException {
    if (isTaken(primary)) {
      throw nameTaken(primary);
    }
    String nonce = publishing.orElseGet(() -> Nonces.fresh(random));
    publishing = Optional.of(nonce);
    RoleRecord next =
        record
            .change()
            .published(time.now().truncatedTo(ChronoUnit.SECONDS))
            .nonce(nonce)
            .dataIdentity(dataIdentity.isPresent() ? dataIdentity : record.dataIdentity())
            .build();
    Optional<RoleView> superseded =
        writer.write(publication(next, beside), next, view -> publicationAfter(view, next, beside));
    if (superseded.isPresent()) {
      throw lost(superseded.get());
    }
    holds(next);
    primary = new PrimaryName(List.of(pointer()), primary.others());
    publishing = Optional.empty();
  }

  private Optional<ChangeBatch> publicationAfter(
      RoleView view, RoleRecord next, Supplier<List<Change>> beside) {
    if (isSuperseded(view)) {
      return Optional.empty();
    }
    if (isCurrent(view)) {
      PrimaryName now = PrimaryName.of(view);
      if (isTaken(now) || !now.pointsLike(primary)) {
        return Optional.empty();
      }
      adopt(view, now);
    }
    return Optional.of(publication(next, beside));
  }

  private ChangeBatch publication(RoleRecord next, Supplier<List<Change>> beside) {
    ChangeBatch.Builder batch =
        ChangeBatch.commented("ec2cluster: publish " + candidate.self().instanceId())
            .replace(stored, RoleRecordText.write(names.record(), next));
    RecordSet pointer = pointer();
    if (!primary.pointers().equals(List.of(pointer))) {
      primary.pointers().forEach(batch::delete);
      batch.create(pointer);
    }
    return batch.addAll(beside.get()).build();
  }

  /**
   * Whether a view shows a later record than this tenure's: only another owner or a forced release
   * raises the epoch, and only this node writes within it. A record that is neither this tenure's
   * nor later is an earlier one: the read is out of date, and proves nothing.
   */
  private boolean isSuperseded(RoleView view) {
    return view.record()
        .filter(
            now -> now.epoch() > record.epoch() || (now.epoch() == record.epoch() && !isOwn(now)))
        .isPresent();
  }

  private boolean isCurrent(RoleView view) {
    return view.record().filter(now -> now.nonce().equals(record.nonce())).isPresent();
  }

  /** What is deleted is copied from what was read: a TTL changed by hand is no conflict. */
  private void adopt(RoleView view, PrimaryName now) {
    stored = view.stored().orElse(stored);
    primary = now;
  }

  private void holds(RoleRecord written) {
    record = written;
    stored = RoleRecordText.write(names.record(), written);
  }

  private boolean isOwn(RoleRecord now) {
    return now.isOwnedBy(candidate.self().instanceId());
  }

  private boolean isTaken(PrimaryName found) {
    boolean founding = !record.everPublished() && record.previous().isEmpty();
    boolean foreign = founding && !found.pointers().isEmpty();
    return foreign || !found.inTheWayOf(pointer()).isEmpty();
  }

  private RefusedException lost(RoleView view) {
    if (isCurrent(view)) {
      return nameTaken(PrimaryName.of(view));
    }
    return new RefusedException(
        "the role was lost before it was published: the record names "
            + view.record().map(now -> now.owner() + ", epoch " + now.epoch()).orElse("nobody")
            + "; this node must not run as primary. Run 'ec2cluster init' again to follow");
  }

  private RefusedException nameTaken(PrimaryName found) {
    return new RefusedException(
        "the primary name "
            + names.primary()
            + " is taken by something that ec2cluster did not write: "
            + found.pointers()
            + found.others()
            + "; expected "
            + (primary.pointers().isEmpty() ? "no such name" : primary.pointers())
            + ". Remove or restore it and run again");
  }

  /**
   * Gives a claim back: the record becomes free, or names the owner before again where one was
   * taken over from. A published record is kept, also when it only turns out here that {@link
   * #publish} had succeeded. The engine must be proven stopped before, or proven never to have been
   * promoted.
   *
   * @return whether the claim is given back; false if it is published or somebody else has changed
   *     it meanwhile
   * @throws io.ec2cluster.EnvironmentException if the zone failed: whether it was given back is not
   *     known
   */
  public boolean release() throws InterruptedException {
    if (record.state() != RoleState.CLAIMED || !isOwn(record)) {
      return !record.entitles(candidate.self().instanceId());
    }
    String nonce = releasing.orElseGet(() -> Nonces.fresh(random));
    releasing = Optional.of(nonce);
    RoleRecord next = record.givenBack(nonce);
    Optional<RoleView> superseded =
        writer.write(surrender(next), next, view -> surrenderAfter(view, next));
    if (superseded.isEmpty()) {
      holds(next);
    } else {
      superseded.get().record().filter(this::isPublication).ifPresent(this::holds);
    }
    return superseded.isEmpty();
  }

  private Optional<ChangeBatch> surrenderAfter(RoleView view, RoleRecord next) {
    if (isSuperseded(view) || view.record().filter(this::isPublication).isPresent()) {
      return Optional.empty();
    }
    if (isCurrent(view)) {
      adopt(view, PrimaryName.of(view));
    }
    return Optional.of(surrender(next));
  }

  private boolean isPublication(RoleRecord now) {
    return publishing.equals(Optional.of(now.nonce()));
  }

  private ChangeBatch surrender(RoleRecord next) {
    return ChangeBatch.commented("ec2cluster: release by " + candidate.self().instanceId())
        .replace(stored, RoleRecordText.write(names.record(), next))
        .build();
  }

  /** Reads the record and the name again. */
  public RoleView observe() {
    return reader.read();
  }

  private RecordSet pointer() {
    return RecordSet.pointing(names.primary(), names.primaryTtl(), candidate.target());
  }
}
