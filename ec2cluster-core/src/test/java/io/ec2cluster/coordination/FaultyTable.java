package io.ec2cluster.coordination;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.testing.FakeRecordTable;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A table whose next calls fail as the test says. */
final class FaultyTable implements RecordTable {
  private final FakeRecordTable truth = new FakeRecordTable();
  private final Queue<Fault> writes = new ArrayDeque<>();
  private final Queue<Optional<StoredRecord>> stale = new ArrayDeque<>();
  private int failingReads;
  private Optional<Runnable> beforeRead = Optional.empty();
  private int sent;

  /** How a write fails. */
  enum Fault {
    /** An error, and nothing is written. */
    LOST,
    /** An error, though it is written. */
    ANSWER_LOST,
    /** Written, and the client's own retry met the commit. */
    ECHO
  }

  FaultyTable writing(Fault... faults) {
    writes.addAll(List.of(faults));
    return this;
  }

  FaultyTable readsFail(int times) {
    failingReads = times;
    return this;
  }

  /** The next read shows this instead of what is there. */
  FaultyTable readsStale(Optional<StoredRecord> old) {
    stale.add(old);
    return this;
  }

  /** Something happens just before the next read. */
  FaultyTable beforeRead(Runnable event) {
    beforeRead = Optional.of(event);
    return this;
  }

  /** What really stands there. */
  FakeRecordTable truth() {
    return truth;
  }

  int sent() {
    return sent;
  }

  @Override
  public String id() {
    return "faulty table";
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
    Optional<Runnable> event = beforeRead;
    beforeRead = Optional.empty();
    event.ifPresent(Runnable::run);
    if (failingReads > 0) {
      failingReads--;
      throw new EnvironmentException("the read failed");
    }
    return stale.isEmpty() ? truth.read(key) : stale.remove();
  }

  @Override
  public void put(Optional<StoredRecord> seen, StoredRecord next) {
    send(() -> truth.put(seen, next));
  }

  @Override
  public void delete(StoredRecord seen) {
    send(() -> truth.delete(seen));
  }

  private void send(Runnable write) {
    sent++;
    Optional<Fault> fault = Optional.ofNullable(writes.poll());
    if (fault.filter(Fault.LOST::equals).isPresent()) {
      throw new EnvironmentException("the request was lost");
    }
    write.run();
    if (fault.filter(Fault.ANSWER_LOST::equals).isPresent()) {
      throw new EnvironmentException("the answer was lost");
    }
    if (fault.filter(Fault.ECHO::equals).isPresent()) {
      throw new ChangeConflictException("the client's retry met its own commit");
    }
  }
}
