package io.ec2cluster.postgres;

import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Writes the settings of a role, or says what to write where the user manages them. */
final class SettingsSteps {
  private final Server server;
  private final Role role;
  private final Supplier<Assignment> assignment;
  private final StandbyPlan plan;
  private final RecoveryFiles recoveryFiles;

  SettingsSteps(Server server, Role role, Supplier<Assignment> assignment) {
    this(server, role, assignment, new StandbyPlan(server));
  }

  SettingsSteps(Server server, Role role, Supplier<Assignment> assignment, StandbyPlan plan) {
    this.server = server;
    this.role = role;
    this.assignment = assignment;
    this.plan = plan;
    this.recoveryFiles = new RecoveryFiles(server);
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    steps.add(
        Step.named("write the settings")
            .description(
                "Write the settings of a "
                    + role.label()
                    + " into "
                    + server.config().owned()
                    + (server.settings().manage() ? "" : ", those of its role alone"))
            .check(step -> isWritten() ? Check.State.DONE : Check.State.NEEDED)
            .action(this::write));
    if (server.settings().manage()) {
      steps.add(
          Step.named("let the replication user connect")
              .description(
                  "Keep a block for '"
                      + server.settings().replicationUser()
                      + "' in "
                      + server.config().hbaFile())
              .check(step -> hbaIsRight() ? Check.State.DONE : Check.State.NEEDED)
              .action(step -> server.config().writeHba(server.auth().hbaLines())));
    } else {
      steps.add(
          Step.named("say what to set")
              .description("Say which settings the cluster needs: postgres.manage is false")
              .action(this::say));
    }
    return List.copyOf(steps);
  }

  /** Writes what the role needs; nothing is done where all is so. */
  void write(StepContext step) {
    requireRole();
    server.writePassFile();
    missingSocketDirectory().ifPresent(server.files()::createDirectory);
    Optional<Recovery> recovery = recovery();
    recovery.ifPresent(r -> r.notes().forEach(step::note));
    if (needsFile()) {
      Set<String> removed = server.config().write(content(recovery), server.settings().manage());
      if (!removed.isEmpty()) {
        step.note(
            "removed from postgresql.auto.conf, where it would have overridden ec2cluster's"
                + " settings: "
                + String.join(", ", removed));
      }
    }
    recoveryFiles.removeLeftover().ifPresent(step::note);
    recoveryFiles.write(role, server.data().path(), recovery, founds());
  }

  private boolean isWritten() {
    Optional<Recovery> recovery = recovery();
    return (!needsFile() || server.config().hold(content(recovery)))
        && server.holdsPassFile()
        && missingSocketDirectory().isEmpty()
        && recoveryFiles.leftover().isEmpty()
        && recoveryFiles.hold(role, server.data().path(), recovery, founds());
  }

  /** A primary that is a standby on the disk has to be promoted: nothing here may do that. */
  private void requireRole() {
    if (role == Role.PRIMARY && server.data().madeFor() == Role.REPLICA) {
      throw new RefusedException(
          server.data().path()
              + " is the data of a standby: it becomes a primary by 'ec2cluster promote' and not by"
              + " init");
    }
  }

  private boolean founds() {
    return role == Role.PRIMARY && assignment.get().founding();
  }

  private Optional<Recovery> recovery() {
    return role == Role.REPLICA ? Optional.of(plan.replica(assignment.get())) : plan.primary();
  }

  private String content(Optional<Recovery> recovery) {
    Map<String, String> values = new LinkedHashMap<>();
    if (server.settings().manage()) {
      values.putAll(server.serverSettings().of(server.config().userValues()));
    }
    if (server.layout().hasStandbySignal()) {
      recovery.ifPresent(r -> values.putAll(r.settings()));
    }
    if (role == Role.PRIMARY) {
      // Whom commits wait for changes with the members, and is written beside the rest.
      Optional.ofNullable(server.config().ownedValues().get(SynchronousStandbys.SETTING))
          .ifPresent(names -> values.putIfAbsent(SynchronousStandbys.SETTING, names));
    }
    return ConfigFiles.content(values);
  }

  private boolean needsFile() {
    Path owned = server.config().owned();
    return server.settings().manage()
        || Files.exists(owned)
        || (server.layout().hasStandbySignal() && recovery().isPresent());
  }

  private Optional<Path> missingSocketDirectory() {
    return server.settings().manage()
        ? server
            .serverSettings()
            .ownSocketDirectory(server.config().userValues())
            .filter(path -> !Files.isDirectory(path))
        : Optional.empty();
  }

  private boolean hbaIsRight() {
    List<String> lines = server.auth().hbaLines();
    return lines.isEmpty() || server.config().hbaHolds(lines);
  }

  private void say(StepContext step) {
    server
        .serverSettings()
        .of(server.config().userValues())
        .forEach((name, value) -> step.note("set " + ConfFile.line(name, value).strip()));
    server
        .auth()
        .hbaLines()
        .forEach(line -> step.note("pg_hba.conf needs a line such as: " + line));
    step.note(
        "replicas connect as the role '"
            + server.settings().replicationUser()
            + "', which needs LOGIN and REPLICATION; so that a former primary can be rewound, also: "
            + String.join(" ", new RewindRights(server).statements()));
  }
}
