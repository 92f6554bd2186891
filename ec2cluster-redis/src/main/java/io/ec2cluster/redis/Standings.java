package io.ec2cluster.redis;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.redis.History.Relation;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.Position;
import io.ec2cluster.spi.Standing;
import java.time.Duration;
import java.util.Optional;

/** How servers stand: this node's own, running or stopped, and those of other members beside it. */
final class Standings {
  private final Server server;

  Standings(Server server) {
    this.server = server;
  }

  /** This node's own server. */
  Standing own() {
    if (!server.isRunning()) {
      return stopped();
    }
    Optional<ServerInfo> info = server.ask();
    return info.map(
            now ->
                answered(
                    now,
                    Optional.of(History.of(now).position()),
                    unfit(now),
                    "the server of " + server.layout().directory()))
        .orElseGet(
            () ->
                Standing.silent(
                    "processes "
                        + server.processes().all()
                        + " of a server in "
                        + server.layout().directory()
                        + " that does not answer: it loads its data, or stops"));
  }

  /** Another member's, compared with this node's own. */
  Standing of(Member member) {
    try (ServerConnection connection = server.open(member.host(), member.port())) {
      ServerInfo info = connection.info();
      Optional<History> own = history();
      History theirs = History.of(info);
      Position position = own.map(mine -> mine.positionOf(theirs)).orElse(theirs.position());
      boolean unrelated =
          own.map(mine -> mine.relationOf(theirs) == Relation.UNKNOWN).orElse(false);
      return answered(
          info,
          Optional.of(position),
          unfit(info)
              .or(
                  () ->
                      unrelated
                          ? Optional.of(
                              "its data has another history ("
                                  + position.text()
                                  + ") than this node's ("
                                  + own.orElseThrow().position().text()
                                  + "): which has more cannot be told")
                          : Optional.empty()),
          member.toString());
    } catch (ServerException | EnvironmentException | UsageException failure) {
      return Standing.silent(member + " does not answer as a server: " + failure.getMessage());
    }
  }

  /** The history of this node's data, where it is known. */
  Optional<History> history() {
    return server.isRunning() ? server.ask().map(History::of) : server.stopped().map(History::of);
  }

  private Standing stopped() {
    Optional<Role> role = new DataOnDisk(server).madeFor();
    Optional<StopRecord> record = server.stopped();
    return new Standing(
        Standing.Answer.YES,
        role,
        record.map(StopRecord::replicationId),
        record.map(stopped -> History.of(stopped).position()),
        Optional.empty(),
        Optional.empty(),
        "the server of "
            + server.layout().directory()
            + ", stopped "
            + (record.isPresent() ? "in order," : "or ended not by 'ec2cluster' or not in order,")
            + record.map(stopped -> " at " + History.of(stopped).position().text()).orElse(""));
  }

  /** Why a replica must not be promoted. */
  private static Optional<String> unfit(ServerInfo info) {
    if (info.role() == Role.PRIMARY) {
      return Optional.empty();
    }
    if (info.is("master_sync_in_progress")) {
      return Optional.of("it is being synchronised: its data is not complete");
    }
    if (info.isLoading()) {
      return Optional.of("it loads its data");
    }
    return info.number("slave_priority") == 0
        ? Optional.of("its replica-priority is 0, which means never")
        : Optional.empty();
  }

  private static Standing answered(
      ServerInfo info, Optional<Position> position, Optional<String> unfit, String who) {
    return new Standing(
        Standing.Answer.YES,
        Optional.of(info.role()),
        Optional.of(info.replicationId()),
        position,
        delay(info),
        unfit,
        who
            + " is a "
            + info.rank()
            + " with "
            + info.keys()
            + " keys"
            + position.map(at -> " at " + at.text()).orElse("")
            + unfit.map(why -> "; " + why).orElse(""));
  }

  /** Since when a replica has heard nothing. */
  private static Optional<Duration> delay(ServerInfo info) {
    long silent =
        Math.max(
            info.number("master_last_io_seconds_ago"),
            info.number("master_link_down_since_seconds"));
    return info.role() == Role.REPLICA && silent >= 0
        ? Optional.of(Duration.ofSeconds(silent))
        : Optional.empty();
  }
}
