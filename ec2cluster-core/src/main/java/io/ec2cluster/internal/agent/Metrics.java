package io.ec2cluster.internal.agent;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.internal.role.NodeLook;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.spi.Probe.Running;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What {@code /metrics} tells; nothing is asked for it. Safe for use by several threads. */
final class Metrics {
  private static final String GAUGE = "gauge";
  private static final String COUNTER = "counter";
  private static final Optional<String> NO_UNIT = Optional.empty();
  private static final Optional<String> BYTES = Optional.of("bytes");
  private static final Optional<String> SECONDS = Optional.of("seconds");
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final List<EndPoints.Engine> engines;
  private final List<ScheduledTask> tasks;

  Metrics(List<EndPoints.Engine> engines, List<ScheduledTask> tasks) {
    this.engines = List.copyOf(engines);
    this.tasks = List.copyOf(tasks);
  }

  /** The text. */
  String text() {
    OpenMetrics text = new OpenMetrics();
    state(text);
    record(text);
    taskFamilies(text);
    return text.end();
  }

  private void state(OpenMetrics text) {
    gauge(
        text,
        "ec2cluster_engine_up",
        "Whether the engine runs and answers.",
        engine ->
            engine.verdicts().look().map(look -> flag(look.probe().running() == Running.YES)));
    gauge(
        text,
        "ec2cluster_engine_primary",
        "Whether the engine runs as the primary.",
        engine -> engine.verdicts().look().map(look -> flag(look.runsAs(Role.PRIMARY))));
    gauge(
        text,
        "ec2cluster_engine_replica",
        "Whether the engine runs as a replica.",
        engine -> engine.verdicts().look().map(look -> flag(look.runsAs(Role.REPLICA))));
    gauge(
        text,
        "ec2cluster_serves_writers",
        "Whether /primary answers 200.",
        engine -> Optional.of(flag(engine.verdicts().primary().yes())));
    gauge(
        text,
        "ec2cluster_serves_readers",
        "Whether /replica answers 200.",
        engine -> Optional.of(flag(engine.verdicts().replica(OptionalLong.empty()).yes())));
    family(
        text,
        "ec2cluster_replication_lag_bytes",
        BYTES,
        "How far the replica is behind its primary, where it is known.",
        engine -> engine.verdicts().look().flatMap(Metrics::lag));
    family(
        text,
        "ec2cluster_engine_look_duration_seconds",
        SECONDS,
        "How long the last look at the engine took.",
        engine -> engine.state().seen().map(seen -> seconds(seen.took())));
  }

  private void record(OpenMetrics text) {
    gauge(
        text,
        "ec2cluster_role_record_owned",
        "Whether the role record names this node as the published primary.",
        engine ->
            engine.verdicts().record().map(record -> flag(engine.state().isPublished(record))));
    gauge(
        text,
        "ec2cluster_role_record_epoch",
        "The epoch of the role record.",
        engine -> engine.verdicts().record().map(RoleRecord::epoch).map(String::valueOf));
    family(
        text,
        "ec2cluster_role_record_age_seconds",
        SECONDS,
        "How long ago the role record was read.",
        engine -> engine.verdicts().recordAge().map(Metrics::seconds));
    String readings = "ec2cluster_role_record_readings";
    text.family(readings, COUNTER, NO_UNIT, "Readings of the role record, by how they ended.");
    for (EndPoints.Engine engine : engines) {
      EngineState state = engine.state();
      text.sample(readings + "_total", with(engine, "outcome", "done"), "" + state.readings.get());
      text.sample(
          readings + "_total", with(engine, "outcome", "failed"), "" + state.failedReadings.get());
    }
    String demotions = "ec2cluster_demotions";
    text.family(
        demotions, COUNTER, NO_UNIT, "How often a primary was stopped because its role moved on.");
    for (EndPoints.Engine engine : engines) {
      text.sample(demotions + "_total", labels(engine), "" + engine.state().demotions.get());
    }
  }

  private void taskFamilies(OpenMetrics text) {
    String runs = "ec2cluster_task_runs";
    text.family(runs, COUNTER, NO_UNIT, "Runs of tasks, by how they ended.");
    for (ScheduledTask task : tasks) {
      text.sample(runs + "_total", of(task, "done"), "" + task.done.get());
      text.sample(runs + "_total", of(task, "failed"), "" + task.failed.get());
    }
    String last = "ec2cluster_task_last_done_timestamp_seconds";
    text.family(last, GAUGE, SECONDS, "When a task was done last.");
    for (ScheduledTask task : tasks) {
      task.lastDone()
          .ifPresent(
              moment ->
                  text.sample(
                      last,
                      ImmutableMap.of("engine", task.engine(), "task", task.id()),
                      number(moment.toEpochMilli() / MILLIS)));
    }
  }

  private void gauge(
      OpenMetrics text,
      String name,
      String help,
      Function<EndPoints.Engine, Optional<String>> value) {
    family(text, name, NO_UNIT, help, value);
  }

  private void family(
      OpenMetrics text,
      String name,
      Optional<String> unit,
      String help,
      Function<EndPoints.Engine, Optional<String>> value) {
    text.family(name, GAUGE, unit, help);
    for (EndPoints.Engine engine : engines) {
      value.apply(engine).ifPresent(known -> text.sample(name, labels(engine), known));
    }
  }

  private static Map<String, String> labels(EndPoints.Engine engine) {
    return ImmutableMap.of("engine", engine.state().engine(), "cluster", engine.state().cluster());
  }

  private static Map<String, String> with(EndPoints.Engine engine, String label, String value) {
    return ImmutableMap.<String, String>builder()
        .putAll(labels(engine))
        .put(label, value)
        .buildOrThrow();
  }

  private static Map<String, String> of(ScheduledTask task, String outcome) {
    return ImmutableMap.of("engine", task.engine(), "task", task.id(), "outcome", outcome);
  }

  private static Optional<String> lag(NodeLook look) {
    OptionalLong lag = look.probe().lagBytes();
    return lag.isPresent() ? Optional.of(Long.toString(lag.getAsLong())) : Optional.empty();
  }

  private static String seconds(Duration duration) {
    return number(duration.toNanos() / NANOS);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String flag(boolean yes) {
    return yes ? "1" : "0";
  }
}
