package io.ec2cluster.internal.agent;

import io.ec2cluster.internal.role.NodeLook;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of an engine and of its role now; times are monotonic readings. Safe for use by
 * several threads.
 */
final class EngineState {
  private final String engine;
  private final String cluster;
  private final String self;
  private volatile Optional<Seen> seen = Optional.empty();
  private volatile Optional<Read> read = Optional.empty();

  /** How often the record could be read, could not, and was lost. */
  final AtomicLong readings = new AtomicLong();

  final AtomicLong failedReadings = new AtomicLong();
  final AtomicLong demotions = new AtomicLong();

  EngineState(String engine, String cluster, String self) {
    this.engine = engine;
    this.cluster = cluster;
    this.self = self;
  }

  /** A look at the engine that began at a moment and took a while. */
  record Seen(NodeLook look, long begun, Duration took) {}

  /** What was read of the record; empty: that there is none. */
  record Read(Optional<RoleRecord> record, long begun) {}

  String engine() {
    return engine;
  }

  String cluster() {
    return cluster;
  }

  String self() {
    return self;
  }

  Optional<Seen> seen() {
    return seen;
  }

  Optional<Read> read() {
    return read;
  }

  void sees(Seen newSeen) {
    seen = Optional.of(newSeen);
  }

  void reads(Read newRead) {
    read = Optional.of(newRead);
    readings.incrementAndGet();
  }

  /** A look that is not older than a bound. */
  Optional<NodeLook> lookWithin(Duration bound, long now) {
    return seen.filter(found -> now - found.begun() <= bound.toNanos()).map(Seen::look);
  }

  /** The role as what the engine was seen last. */
  Optional<Role> lastRole() {
    return seen.flatMap(found -> found.look().role());
  }

  /** Whether the engine runs as the primary and the record names another, or the reverse. */
  boolean differs() {
    boolean primary = seen.filter(found -> found.look().runsAs(Role.PRIMARY)).isPresent();
    return primary != isPublished();
  }

  /** Whether the record, as it was read last, names this node as the published primary. */
  boolean isPublished() {
    return read.flatMap(Read::record).filter(this::isPublished).isPresent();
  }

  boolean isPublished(RoleRecord record) {
    return record.isOwnedBy(self) && record.state() == RoleState.PUBLISHED;
  }
}
