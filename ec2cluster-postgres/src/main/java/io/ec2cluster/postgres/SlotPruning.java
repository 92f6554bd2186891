package io.ec2cluster.postgres;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Longs;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.Weighted;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.postgres.IdleSlots.Slot;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Drops the slots of members that are gone: unused for the time of grace, of an instance that the
 * back end does not know to run, and that is not in the replica pool. A back end that does not even
 * know this node as running proves nothing about others.
 */
final class SlotPruning {
  /** From this version on a slot tells since when it is unused (release notes). */
  private static final int TELLS_SINCE = 17;

  private final OperationContext context;
  private final Server server;
  private final Duration grace;

  SlotPruning(OperationContext context, Server server, Duration grace) {
    this.context = context;
    this.server = server;
    this.grace = grace;
  }

  Plan plan() throws InterruptedException {
    requirePrimary();
    List<Slot> idle = idle();
    Instant now = context.time().now();
    IdleSlots seen =
        new IdleSlots(new OwnedFiles(Optional.empty(), context.random()), context.stateDirectory());
    Map<String, Instant> since = seen.since(idle, now);
    List<Slot> due =
        idle.stream()
            .filter(slot -> !since.getOrDefault(slot.name(), now).plus(grace).isAfter(now))
            .toList();
    Set<String> present = due.isEmpty() ? Set.of() : present(due);
    List<Slot> gone = due.stream().filter(slot -> !present.contains(instance(slot))).toList();
    return Plan.builder()
        .step(
            Step.named("note which slots are unused")
                .description(described(idle, since))
                .action(
                    step -> {
                      makeStateDirectory();
                      seen.keep(idle, since);
                      step.note(described(idle, since));
                    }))
        .step(
            Step.named("drop slots of members that are gone")
                .description(gone.isEmpty() ? "None is to be dropped" : "Drop " + names(gone))
                .action(step -> drop(gone, step)))
        .build();
  }

  private void requirePrimary() throws InterruptedException {
    boolean primary = ServerState.ask(server).filter(state -> !state.inRecovery()).isPresent();
    if (!primary) {
      throw new RefusedException(
          "no primary runs in "
              + server.data().path()
              + ": slots are pruned on the primary ('ec2cluster status' names it)");
    }
  }

  /** Slots of other forms are not ours to judge. */
  private List<Slot> idle() throws InterruptedException {
    String since =
        server.layout().version() >= TELLS_SINCE
            ? "floor(extract(epoch FROM inactive_since))::bigint"
            : "''";
    String own = SlotName.of(server.instanceId());
    return server
        .sql()
        .rows(
            "SELECT slot_name, coalesce(restart_lsn::text, '-'), "
                + since
                + " FROM pg_replication_slots WHERE NOT active AND NOT temporary AND slot_type ="
                + " 'physical' ORDER BY 1;")
        .stream()
        .filter(row -> SlotName.instanceOf(row.get(0)).isPresent() && !row.get(0).equals(own))
        .map(
            row ->
                new Slot(
                    row.get(0),
                    row.get(1),
                    Optional.ofNullable(Longs.tryParse(row.get(2))).map(Instant::ofEpochSecond)))
        .toList();
  }

  /** The instances that are still there, as far as anything says so. */
  private Set<String> present(List<Slot> due) {
    Set<String> asked =
        ImmutableSet.<String>builder()
            .addAll(due.stream().map(SlotPruning::instance).toList())
            .add(server.instanceId())
            .build();
    Map<String, InstanceState> known = context.cloud().instances(context.cluster(), asked);
    if (!runs(known.get(server.instanceId()))) {
      throw new EnvironmentException(
          "the back end '"
              + context.cloud().id()
              + "' does not know this node, "
              + server.instanceId()
              + ", as running, so that what it does not know of others proves nothing: no slot was"
              + " dropped. Due would be "
              + names(due)
              + "; by hand: SELECT pg_drop_replication_slot('NAME')");
    }
    Set<String> present =
        asked.stream().filter(id -> runs(known.get(id))).collect(Collectors.toSet());
    present.addAll(pool());
    return present;
  }

  private static boolean runs(@Nullable InstanceState state) {
    return state != null && state.life() == OwnerLife.NOT_PROVEN;
  }

  private List<String> pool() {
    return context
        .names()
        .replica()
        .map(
            name ->
                context.cloud().zone().list(name).stream()
                    .filter(set -> set.name().equals(name))
                    .map(RecordSet::weighted)
                    .flatMap(Optional::stream)
                    .map(Weighted::setIdentifier)
                    .toList())
        .orElse(List.of());
  }

  private void drop(List<Slot> gone, StepContext step) throws InterruptedException {
    List<String> dropped = new ArrayList<>();
    for (Slot slot : gone) {
      // Only as it was seen: whoever has come back since keeps it.
      Optional<List<String>> row =
          server
              .sql()
              .row(
                  "SELECT slot_name, pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                      + " WHERE NOT active AND slot_name = '"
                      + slot.name()
                      + "' AND coalesce(restart_lsn::text, '-') = '"
                      + slot.position()
                      + "';");
      row.ifPresent(columns -> dropped.add(columns.get(0)));
    }
    step.note(dropped.isEmpty() ? "no slot was dropped" : "dropped " + String.join(", ", dropped));
  }

  private String described(List<Slot> idle, Map<String, Instant> since) {
    List<String> words =
        idle.stream()
            .map(slot -> slot.name() + " (since " + since.get(slot.name()) + ")")
            .collect(ImmutableList.toImmutableList());
    return words.isEmpty() ? "no slot is unused" : "unused: " + String.join(", ", words);
  }

  private void makeStateDirectory() {
    try {
      Files.createDirectories(context.stateDirectory());
    } catch (IOException failure) {
      throw OwnedFiles.failed("making", context.stateDirectory(), failure);
    }
  }

  private static String instance(Slot slot) {
    return SlotName.instanceOf(slot.name()).orElseThrow();
  }

  private static String names(List<Slot> slots) {
    return slots.stream().map(Slot::name).collect(Collectors.joining(", "));
  }
}
