package io.ec2cluster.role;

import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.RecordSet;
import java.util.List;
import java.util.Optional;
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
  private List<RecordSet> primary;

  Tenure(
      RoleNames names,
      Candidate candidate,
      RecordReader reader,
      RecordWriter writer,
      Time time,
      RandomGenerator random,
      RoleRecord record,
      List<RecordSet> primary) {
    this.names = names;
    this.candidate = candidate;
    this.reader = reader;
    this.writer = writer;
    this.time = time;
    this.random = random;
    this.record = record;
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
    return record.state() == RoleState.PUBLISHED && primary.equals(List.of(pointer()));
  }

  /**
   * Publishes: the record and the name in one batch. The engine must be verified before.
   *
   * @param dataIdentity the identity of its data, where the engine has one
   * @throws RefusedException if the role was lost meanwhile, or something else has taken the name:
   *     stop the engine
   */
  public void publish(Optional<String> dataIdentity) throws InterruptedException {
    if (!record.everPublished() && !primary.isEmpty()) {
      throw nameTaken(primary);
    }
    RoleRecord next =
        record
            .change()
            .published(time.now())
            .nonce(Nonces.fresh(random))
            .dataIdentity(dataIdentity.isPresent() ? dataIdentity : record.dataIdentity())
            .build();
    Optional<RoleView> superseded = writer.write(publication(next), next, this::cannotBePublished);
    if (superseded.isPresent()) {
      throw lost(superseded.get());
    }
    record = next;
    primary = List.of(pointer());
  }

  private ChangeBatch publication(RoleRecord next) {
    ChangeBatch.Builder batch =
        ChangeBatch.commented("ec2cluster: publish " + candidate.self().instanceId())
            .replace(stored(), RoleRecordText.write(names.record(), next));
    RecordSet pointer = pointer();
    if (!primary.equals(List.of(pointer))) {
      primary.forEach(batch::delete);
      batch.create(pointer);
    }
    return batch.build();
  }

  /**
   * Only another owner raises the epoch, and only somebody else moves the name: anything else read
   * is out of date.
   */
  private boolean cannotBePublished(RoleView view) {
    boolean otherOwner =
        view.record()
            .filter(
                now ->
                    now.epoch() > record.epoch() || (now.epoch() == record.epoch() && !isOwn(now)))
            .isPresent();
    return otherOwner || !view.primary().equals(primary);
  }

  private boolean isOwn(RoleRecord now) {
    return now.isOwnedBy(candidate.self().instanceId());
  }

  private RefusedException lost(RoleView view) {
    boolean own =
        view.record().filter(now -> isOwn(now) && now.epoch() == record.epoch()).isPresent();
    if (own) {
      return nameTaken(view.primary());
    }
    return new RefusedException(
        "the role was lost before it was published: the record names "
            + view.record().map(now -> now.owner() + ", epoch " + now.epoch()).orElse("nobody")
            + "; this node must not run as primary. Run 'ec2cluster init' again to follow");
  }

  private RefusedException nameTaken(List<RecordSet> found) {
    return new RefusedException(
        "the primary name "
            + names.primary()
            + " is taken by something that ec2cluster did not write: "
            + found
            + "; expected "
            + (primary.isEmpty() ? "no such name" : primary)
            + ". Remove or restore it and run again");
  }

  /**
   * Gives a claim back: the record becomes free. A published record is kept. The engine must be
   * proven stopped before.
   *
   * @return whether the record is free now; false if it is published or somebody else has changed
   *     it meanwhile
   */
  public boolean release() throws InterruptedException {
    if (record.state() == RoleState.PUBLISHED) {
      return false;
    }
    RoleRecord next = record.change().state(RoleState.FREE).nonce(Nonces.fresh(random)).build();
    ChangeBatch batch =
        ChangeBatch.commented("ec2cluster: release by " + candidate.self().instanceId())
            .replace(stored(), RoleRecordText.write(names.record(), next))
            .build();
    RecordSet expected = stored();
    Optional<RoleView> superseded =
        writer.write(batch, next, view -> !view.stored().equals(Optional.of(expected)));
    if (superseded.isEmpty()) {
      record = next;
    }
    return superseded.isEmpty();
  }

  /** Reads the record and the name again. */
  public RoleView observe() {
    return reader.read();
  }

  private RecordSet stored() {
    return RoleRecordText.write(names.record(), record);
  }

  private RecordSet pointer() {
    return RecordSet.pointing(names.primary(), names.primaryTtl(), candidate.target());
  }
}
