package io.ec2cluster.redis;

import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Probe.Running;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether the server runs and as what. */
final class ServerProbe {
  private final Server server;

  ServerProbe(Server server) {
    this.server = server;
  }

  Probe probe() {
    List<Long> processes = server.processes().all();
    if (processes.isEmpty()) {
      return Probe.of(Running.NO, "no server runs in " + server.layout().directory());
    }
    Optional<ServerInfo> info = server.ask();
    if (info.isEmpty()) {
      return Probe.of(
          Running.UNKNOWN,
          "processes "
              + processes
              + " of a server in "
              + server.layout().directory()
              + " that does not answer");
    }
    return new Probe(
        Running.YES,
        Optional.of(info.get().role()),
        Optional.empty(),
        OptionalLong.of(processes.get(0)),
        OptionalLong.empty(),
        description(info.get()));
  }

  private String description(ServerInfo info) {
    String text =
        Version.of(info)
            + " in "
            + server.layout().directory()
            + " runs as a "
            + info.rank()
            + " with "
            + info.keys()
            + " keys";
    return info.role() == Role.PRIMARY ? text : text + ", link " + info.get("master_link_status");
  }

  Optional<String> unfitForReaders() {
    Optional<ServerInfo> asked = server.ask();
    if (asked.isEmpty()) {
      return Optional.of("the server does not answer");
    }
    ServerInfo info = asked.get();
    if (info.role() == Role.PRIMARY) {
      return Optional.of("it is a primary");
    }
    if (info.is("master_sync_in_progress")) {
      return Optional.of("it is being synchronised");
    }
    if (!info.isLinked()) {
      return Optional.of(
          "it receives nothing from its primary, since "
              + info.number("master_link_down_since_seconds")
              + " s");
    }
    long silent = info.number("master_last_io_seconds_ago");
    return silent > server.settings().maxLag().toSeconds()
        ? Optional.of(
            "it has heard nothing of its primary for "
                + silent
                + " s, allowed are "
                + server.settings().maxLag().toSeconds()
                + " s (redis.max-lag)")
        : Optional.empty();
  }
}
