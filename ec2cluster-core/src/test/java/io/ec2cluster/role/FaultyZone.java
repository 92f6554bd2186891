package io.ec2cluster.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.testing.FakeHostedZone;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A strict zone whose next calls fail as they were told to, one after the other. */
final class FaultyZone implements HostedZone {
  private final FakeHostedZone zone = FakeHostedZone.of("example.com");
  private final Queue<Fault> writes = new ArrayDeque<>();
  private final Queue<Read> reads = new ArrayDeque<>();
  private final List<ChangeBatch> sent = new ArrayList<>();
  private Optional<Runnable> beforeWrite = Optional.empty();

  /** How a write fails. */
  enum Fault {
    /** An error, and nothing is written. */
    LOST,
    /** An error, though it is written. */
    ANSWER_LOST,
    /** Written, and the client's own retry met the commit. */
    ECHO,
    NONE
  }

  private interface Read {
    List<RecordSet> read();
  }

  /** How the next writes fail. */
  FaultyZone writing(Fault... faults) {
    writes.addAll(List.of(faults));
    return this;
  }

  /** The next read fails. */
  FaultyZone readFails() {
    reads.add(
        () -> {
          throw new EnvironmentException("the read failed");
        });
    return this;
  }

  /** The next read shows this instead of what is there. */
  FaultyZone readsStale(RecordSet... old) {
    List<RecordSet> sets = List.of(old);
    reads.add(() -> sets);
    return this;
  }

  /** Something else happens just before the next write arrives. */
  FaultyZone before(Runnable event) {
    beforeWrite = Optional.of(event);
    return this;
  }

  /** Puts a set there as another tool would, in place of one of its name and type. */
  void put(RecordSet set) {
    remove(set.name());
    zone.put(set);
  }

  void remove(DnsName name) {
    for (RecordSet old : zone.contents()) {
      if (old.name().equals(name)) {
        zone.apply(ChangeBatch.commented("by hand").delete(old).build());
      }
    }
  }

  /** The same set with another TTL. */
  void retime(DnsName name, Duration ttl) {
    RecordSet old =
        zone.contents().stream().filter(set -> set.name().equals(name)).findFirst().orElseThrow();
    put(new RecordSet(old.name(), old.type(), ttl, old.values(), old.weighted()));
  }

  RoleRecord record() {
    return zone.contents().stream()
        .filter(set -> set.name().equals(Fixture.NAMES.record()))
        .findFirst()
        .map(RoleRecordText::read)
        .orElseThrow();
  }

  List<RecordSet> primary() {
    return zone.contents().stream()
        .filter(set -> set.name().equals(Fixture.NAMES.primary()))
        .toList();
  }

  List<RecordSet> contents() {
    return zone.contents();
  }

  /** The batches that were sent, refused ones included. */
  List<ChangeBatch> sent() {
    return List.copyOf(sent);
  }

  int requests() {
    return zone.listings() + zone.batches();
  }

  @Override
  public String id() {
    return zone.id();
  }

  @Override
  public Optional<DnsName> name() {
    return zone.name();
  }

  @Override
  public List<RecordSet> list(DnsName top) {
    Read read = reads.poll();
    return read == null ? zone.list(top) : read.read();
  }

  @Override
  public void apply(ChangeBatch batch) {
    sent.add(batch);
    Optional<Runnable> event = beforeWrite;
    beforeWrite = Optional.empty();
    event.ifPresent(Runnable::run);
    Fault fault = Optional.ofNullable(writes.poll()).orElse(Fault.NONE);
    if (fault == Fault.LOST) {
      throw new EnvironmentException("the write failed");
    }
    zone.apply(batch);
    if (fault == Fault.ANSWER_LOST) {
      throw new EnvironmentException("the answer was lost");
    }
    if (fault == Fault.ECHO) {
      throw new ChangeConflictException("it already exists");
    }
  }
}
