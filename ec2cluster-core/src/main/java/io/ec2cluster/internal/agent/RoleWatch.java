package io.ec2cluster.internal.agent;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings.RejoinPolicy;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.internal.agent.EngineState.Read;
import io.ec2cluster.internal.role.Demotion;
import io.ec2cluster.internal.role.NodeLook;
import io.ec2cluster.internal.role.RoleLeases;
import io.ec2cluster.internal.role.RoleMemory;
import io.ec2cluster.role.RejoinOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe.Running;
import io.ec2cluster.spi.RoleEngine;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the role record, and lets a primary whose record moved on give its role up. A reading that
 * fails changes nothing. For use by one thread.
 */
final class RoleWatch {
  private static final String RECORD = "role record";
  private static final String DEMOTION = "demotion";
  private static final String REJOIN = "rejoin";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final AgentPart part;
  private final RoleEngine engine;
  private final EngineState state;
  private final Bounds bounds;
  private final Time time;
  private final News news;
  private final RecordPace pace;
  private final LostRole lost;
  private final Retry demotions;
  private final Retry rejoins;
  private OptionalLong epoch = OptionalLong.empty();
  private Optional<Long> last = Optional.empty();
  private Optional<Role> role = Optional.empty();

  RoleWatch(
      AgentPart part,
      RoleEngine engine,
      EngineState state,
      Bounds bounds,
      RecordPace pace,
      Time time,
      News news) {
    this.part = part;
    this.engine = engine;
    this.state = state;
    this.bounds = bounds;
    this.pace = pace;
    this.time = time;
    this.news = news;
    this.lost = new LostRole(state.self());
    this.demotions = new Retry(time, FIRST_PAUSE, LONGEST_PAUSE);
    this.rejoins = new Retry(time, FIRST_PAUSE, LONGEST_PAUSE);
  }

  /** Reads where it is time to, and acts on it. */
  void round() {
    if (!state.lastRole().equals(role)) {
      role = state.lastRole();
      pace.changed();
    }
    long now = time.nanos();
    if (last.isPresent() && !pace.isDue(Duration.ofNanos(now - last.get()), state.differs())) {
      return;
    }
    last = Optional.of(now);
    OperationContext context = part.run("agent").context();
    boolean read = false;
    try {
      state.reads(new Read(record(context), now));
      read = true;
      news.isWell(RECORD);
    } catch (InterruptedOperationException end) {
      throw end;
    } catch (Ec2ClusterException failed) {
      state.failedReadings.incrementAndGet();
      news.say(RECORD, "cannot be read, nothing follows from that: " + failed.getMessage());
    } finally {
      pace.read(state.differs());
      if (!read) {
        lost.unread();
      }
    }
    if (read) {
      act(context);
    }
  }

  private static Optional<RoleRecord> record(OperationContext context) {
    return RoleLeases.of(context).view().record();
  }

  private void act(OperationContext context) {
    RoleMemory memory = new RoleMemory(context);
    Optional<RoleRecord> record = state.read().flatMap(Read::record);
    Optional<NodeLook> look = state.lookWithin(bounds.look(), time.nanos());
    record.ifPresent(found -> remember(memory, found, look));
    boolean primary = look.filter(seen -> seen.runsAs(Role.PRIMARY)).isPresent();
    if (lost.read(primary, record, epoch)) {
      demote(memory, record.orElseThrow());
    } else if (mayComeBack(memory, record, look)) {
      comeBack(memory);
    }
  }

  /** What was read while the engine lived by it proves nothing against it later. */
  private void remember(RoleMemory memory, RoleRecord record, Optional<NodeLook> look) {
    try {
      boolean replica = look.filter(seen -> seen.runsAs(Role.REPLICA)).isPresent();
      if (state.isPublished(record) || (replica && !record.isOwnedBy(state.self()))) {
        epoch = OptionalLong.of(Math.max(record.epoch(), epoch.orElse(0)));
        memory.lives(record.epoch());
        memory.isBack();
      }
      epoch = epoch.isPresent() ? epoch : memory.epoch();
      news.isWell("memory");
    } catch (EnvironmentException disk) {
      news.say("memory", String.valueOf(disk.getMessage()));
    }
  }

  private void demote(RoleMemory memory, RoleRecord record) {
    if (!demotions.isDue()) {
      return;
    }
    news.say(
        "the role moved on to %s (%s, epoch %d), and %s runs as the primary here: it is stopped"
            .formatted(record.owner(), record.state().label(), record.epoch(), part.id()));
    Report report = part.run(DEMOTION).change(Demotion.of(engine, epoch), new NoSettings(), false);
    if (report.outcome() != Outcome.DONE) {
      demotions.failed();
      news.say(DEMOTION, "not done, tried again: " + report.message());
      return;
    }
    demotions.succeeded();
    lost.unread();
    state.demotions.incrementAndGet();
    boolean automatic = isAutomatic();
    news.say(
        part.id()
            + " is stopped: "
            + (automatic
                ? "'rejoin' follows"
                : "'ec2cluster rejoin' brings this node back as a replica"));
    if (automatic) {
      comeBack(memory);
    }
  }

  private boolean isAutomatic() {
    return part.run(REJOIN).context().settings().rejoin() == RejoinPolicy.AUTOMATIC;
  }

  /** Only what the agent itself has stopped, and nobody has started since. */
  private boolean mayComeBack(
      RoleMemory memory, Optional<RoleRecord> record, Optional<NodeLook> look) {
    boolean published =
        record
            .filter(found -> found.state() == RoleState.PUBLISHED)
            .filter(found -> !found.isOwnedBy(state.self()))
            .isPresent();
    boolean stopped = look.filter(seen -> seen.probe().running() == Running.NO).isPresent();
    return published && stopped && isAutomatic() && memory.isDemoted();
  }

  private void comeBack(RoleMemory memory) {
    if (!rejoins.isDue()) {
      return;
    }
    Report report =
        Changes.run(part.run(REJOIN), part.operations(), REJOIN, new RejoinOptions(false, false));
    if (report.outcome() == Outcome.DONE) {
      rejoins.succeeded();
      memory.isBack();
      news.isWell(REJOIN);
      news.say(part.id() + " is a replica again");
    } else {
      rejoins.failed();
      news.say(REJOIN, "not done, tried again: " + report.message());
    }
  }
}
