package io.ec2cluster.internal.agent;

import io.ec2cluster.Time;
import io.ec2cluster.internal.agent.EngineState.Read;
import io.ec2cluster.internal.role.NodeLook;
import io.ec2cluster.internal.time.Durations;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.spi.Probe.Running;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What load balancers are told of an engine, by what was seen last: nothing is asked. What is too
 * old is no. Safe for use by several threads.
 */
final class Verdicts {
  private final EngineState state;
  private final Bounds bounds;
  private final Time time;

  Verdicts(EngineState state, Bounds bounds, Time time) {
    this.state = state;
    this.bounds = bounds;
    this.time = time;
  }

  /** Whether writers may come: the engine runs as the primary, and the record says so too. */
  Verdict primary() {
    return look().map(this::primary).orElseGet(this::unseen);
  }

  private Verdict primary(NodeLook look) {
    Verdict runs = runsAs(Role.PRIMARY, look);
    return runs.yes() ? published(runs.reason()) : runs;
  }

  /**
   * Whether readers may come: a replica with nothing against it.
   *
   * @param mostLag in bytes
   */
  Verdict replica(OptionalLong mostLag) {
    return look().map(look -> replica(look, mostLag)).orElseGet(this::unseen);
  }

  private static Verdict replica(NodeLook look, OptionalLong mostLag) {
    Verdict runs = runsAs(Role.REPLICA, look);
    if (!runs.yes()) {
      return runs;
    }
    if (look.unfit().isPresent()) {
      return Verdict.no(look.unfit().get());
    }
    OptionalLong lag = look.probe().lagBytes();
    if (mostLag.isPresent() && lag.isEmpty()) {
      return Verdict.no("how far it is behind is not known");
    }
    return mostLag.isPresent() && lag.getAsLong() > mostLag.getAsLong()
        ? Verdict.no("it is " + lag.getAsLong() + " bytes behind, more than " + mostLag.getAsLong())
        : runs;
  }

  /** Whether it may be read from at all: primary or replica. */
  Verdict readable(OptionalLong mostLag) {
    Verdict primary = primary();
    return primary.yes() ? primary : replica(mostLag);
  }

  /** Whether the engine runs and answers. */
  Verdict health() {
    return look().map(Verdicts::health).orElseGet(this::unseen);
  }

  private static Verdict health(NodeLook look) {
    return new Verdict(
        look.probe().running() == Running.YES, String.valueOf(look.probe().description()));
  }

  /** The engine's last look, while it counts. */
  Optional<NodeLook> look() {
    return state.lookWithin(bounds.look(), time.nanos());
  }

  /** The record as it was read last, while it counts. */
  Optional<RoleRecord> record() {
    return state.read().filter(this::counts).flatMap(Read::record);
  }

  /** How old what was read is. */
  Optional<Duration> recordAge() {
    return state.read().map(read -> Duration.ofNanos(time.nanos() - read.begun()));
  }

  private boolean counts(Read read) {
    return time.nanos() - read.begun() <= bounds.record().toNanos();
  }

  private static Verdict runsAs(Role role, NodeLook look) {
    Verdict health = health(look);
    if (!health.yes() || look.runsAs(role)) {
      return health;
    }
    return Verdict.no("it does not run as " + role.label() + ": " + health.reason());
  }

  private Verdict published(String reason) {
    if (state.read().isEmpty()) {
      return Verdict.no("the role record was not read yet");
    }
    if (state.read().filter(this::counts).isEmpty()) {
      return Verdict.no(
          "the role record was read the last time more than "
              + Durations.text(bounds.record())
              + " ago");
    }
    return record()
        .map(
            record ->
                state.isPublished(record)
                    ? Verdict.yes(reason)
                    : Verdict.no(
                        "the role record names %s (%s, epoch %d)"
                            .formatted(record.owner(), record.state().label(), record.epoch())))
        .orElseGet(() -> Verdict.no("there is no role record"));
  }

  private Verdict unseen() {
    return Verdict.no(
        state.seen().isEmpty()
            ? "it was not looked at yet"
            : "it was looked at the last time more than " + Durations.text(bounds.look()) + " ago");
  }
}
