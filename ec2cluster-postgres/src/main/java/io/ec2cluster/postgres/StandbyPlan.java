package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.Assignment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The recovery settings of this node: the built-in ones, or the user's template. */
final class StandbyPlan {
  private static final String CONNINFO = "primary_conninfo";
  private static final String SLOT = "primary_slot_name";
  private static final String RESTORE = "restore_command";
  private static final String TIMELINE = "recovery_target_timeline";
  private static final String CONNECT_SECONDS = "10";

  private final Server server;
  private final boolean byAddress;

  StandbyPlan(Server server) {
    this(server, false);
  }

  private StandbyPlan(Server server, boolean byAddress) {
    this.server = server;
    this.byAddress = byAddress;
  }

  /** One that names the primary by its address, whatever its name leads to. */
  static StandbyPlan byAddress(Server server) {
    return new StandbyPlan(server, true);
  }

  /** Whether the replica streams, or only replays what an archive has. */
  boolean streams() {
    return server.settings().streaming()
        && template(server.settings().recoveryTemplateReplica())
            .map(recovery -> recovery.find(CONNINFO).isPresent())
            .orElse(true);
  }

  /** Whether the connection to the primary is ours to write, and not the user's template's. */
  boolean ownsConnection() {
    return streams() && server.settings().recoveryTemplateReplica().isEmpty();
  }

  /** The slot that keeps the log for this replica, where it streams. */
  Optional<String> slot(Assignment assignment) {
    return streams() ? replica(assignment).find(SLOT) : Optional.empty();
  }

  /** A replica's settings, in the words of the server's version. */
  Recovery replica(Assignment assignment) {
    Recovery recovery =
        template(server.settings().recoveryTemplateReplica())
            .map(this::completed)
            .orElseGet(() -> builtIn(assignment));
    Optional<String> restore = server.settings().restoreCommand();
    if (restore.isPresent() && recovery.find(RESTORE).isEmpty()) {
      recovery = recovery.with(RESTORE, restore.get());
    }
    if (recovery.find(TIMELINE).isEmpty()) {
      recovery = recovery.with(TIMELINE, "latest");
    }
    return recovery.with("standby_mode", "on").inTheWordsOf(server.layout().version());
  }

  /** A founding primary's settings, where it starts from a backup or an archive. */
  Optional<Recovery> primary() {
    return template(server.settings().recoveryTemplatePrimary())
        .map(
            recovery ->
                recovery.find("recovery_target_action").isPresent()
                        || recovery.find("pause_at_recovery_target").isPresent()
                    ? recovery
                    : recovery.with("recovery_target_action", "promote"))
        .map(recovery -> recovery.inTheWordsOf(server.layout().version()));
  }

  /** The host at which the primary is asked: its name once that is safe to resolve. */
  String host(Assignment assignment) {
    if (byAddress) {
      return assignment.primary().address();
    }
    return safeName(assignment)
        .or(() -> writtenHost().filter(assignment.names().primary().text()::equals))
        .orElse(assignment.primary().address());
  }

  /** The primary's name as the back end lets us use it. */
  Optional<String> safeName(Assignment assignment) {
    return server
        .context()
        .cloud()
        .hostFor(assignment.names().primary(), assignment.primary().publishedAt());
  }

  /** The (first) host in the settings as they are on the disk. */
  Optional<String> writtenHost() {
    Map<String, String> written =
        server.layout().hasStandbySignal()
            ? server.config().ownedValues()
            : ConfFile.values(
                OwnedFiles.read(server.layout().dataDirectory().resolve("recovery.conf")));
    return Optional.ofNullable(written.get(CONNINFO))
        .filter(text -> !Conninfo.isUri(text))
        .flatMap(text -> Conninfo.parse(text).find("host"))
        .map(hosts -> Splitter.on(',').splitToList(hosts).get(0));
  }

  private Recovery builtIn(Assignment assignment) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (streams()) {
      settings.put(CONNINFO, conninfo(assignment).text());
      settings.put(SLOT, SlotName.of(server.instanceId()));
    }
    return new Recovery(settings, List.of());
  }

  private Conninfo conninfo(Assignment assignment) {
    Map<String, String> parameters = new LinkedHashMap<>();
    // One port serves all hosts of a list (libpq documentation, "Specifying Multiple Hosts").
    boolean several =
        server.settings().primaryConninfo() == PostgresSettings.PrimaryConninfo.MULTI_HOST;
    String host = host(assignment);
    parameters.put("host", several ? String.join(",", hosts(host)) : host);
    parameters.put("port", String.valueOf(assignment.primary().port()));
    parameters.put("user", server.settings().replicationUser());
    if (server.auth().password().isPresent()) {
      parameters.put("passfile", server.layout().passFile().toString());
    }
    server.settings().sslmode().ifPresent(mode -> parameters.put("sslmode", mode));
    parameters.put("application_name", server.instanceId());
    parameters.put("connect_timeout", CONNECT_SECONDS);
    if (several) {
      parameters.put("target_session_attrs", "read-write");
    }
    return new Conninfo(parameters);
  }

  /** The primary's host first, then those of the pool's other members, any of which may follow. */
  private List<String> hosts(String primary) {
    List<String> hosts = new ArrayList<>(List.of(primary));
    server.otherPoolHosts().stream().filter(host -> !hosts.contains(host)).forEach(hosts::add);
    return hosts;
  }

  /**
   * Without a slot the primary may remove what this replica still needs; without a name it is not
   * recognised.
   */
  private Recovery completed(Recovery template) {
    Optional<String> conninfo = template.find(CONNINFO).filter(text -> !Conninfo.isUri(text));
    Recovery completed = template;
    if (conninfo.isPresent()) {
      Conninfo parsed = Conninfo.parse(conninfo.get());
      if (parsed.find("application_name").isEmpty()) {
        completed =
            completed.with(CONNINFO, parsed.with("application_name", server.instanceId()).text());
      }
    }
    return streams() && completed.find(SLOT).isEmpty()
        ? completed.with(SLOT, SlotName.of(server.instanceId()))
        : completed;
  }

  private Optional<Recovery> template(Optional<Path> file) {
    return file.map(path -> new RecoveryTemplate(path, server.context()).fill());
  }
}
