package io.ec2cluster.etcd.snapshot;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.etcd.api.JsonObject;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * etcd's own program for snapshots: {@code etcdutl} from 3.5 on, {@code etcdctl} of 3.4 and 3.5.
 *
 * @param program where it is
 */
public record SnapshotTool(Path program, Commands commands) {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /**
   * The tool.
   *
   * @param configured where the settings say it is; else it is looked for beside etcd
   * @throws UsageException if there is none
   */
  public static SnapshotTool find(Optional<Path> configured, Path etcd, Commands commands) {
    List<Path> places =
        configured
            .map(List::of)
            .orElseGet(
                () -> List.of(etcd.resolveSibling("etcdutl"), etcd.resolveSibling("etcdctl")));
    return places.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .map(found -> new SnapshotTool(found, commands))
        .orElseThrow(
            () ->
                new UsageException(
                    "etcd: snapshot-tool: found no program at %s: snapshots are checked and restored by etcdutl, or etcdctl of 3.4 and 3.5 (Debian: apt-get install etcd-client); install it or say where it is"
                        .formatted(places)));
  }

  /**
   * Whose member the data become.
   *
   * @param name the member
   * @param peerUrl its peer URL
   * @param token the cluster's token
   */
  public record Member(String name, String peerUrl, String token) {}

  /** What it says of a snapshot: revision and number of keys. */
  public JsonObject status(Path snapshot) throws InterruptedException {
    CommandResult result =
        run(
            List.of(
                program.toString(), "snapshot", "status", snapshot.toString(), "--write-out=json"));
    try {
      return JsonObject.parse(result.output().strip());
    } catch (IOException unreadable) {
      throw new EnvironmentException(
          "%s snapshot status answered '%s', expected JSON".formatted(program, result.lastWords(3)),
          unreadable);
    }
  }

  /** Makes a data directory of a snapshot: one member, in a cluster of its own. */
  public void restore(Path snapshot, Path data, Member member) throws InterruptedException {
    run(
        List.of(
            program.toString(),
            "snapshot",
            "restore",
            snapshot.toString(),
            "--data-dir=" + data,
            "--name=" + member.name(),
            "--initial-cluster=" + member.name() + "=" + member.peerUrl(),
            "--initial-advertise-peer-urls=" + member.peerUrl(),
            "--initial-cluster-token=" + member.token()));
  }

  private CommandResult run(List<String> arguments) throws InterruptedException {
    CommandResult result =
        commands.run(
            Command.of(arguments)
                .withoutInherited("ETCD")
                .withEnvironment(Map.of("ETCDCTL_API", "3"))
                .within(PATIENCE));
    if (!result.succeeded()) {
      throw new EnvironmentException(
          "%s failed%s: %s"
              .formatted(
                  String.join(" ", arguments.subList(0, 3)),
                  result.timedOut()
                      ? ", it was not done within " + PATIENCE.toMinutes() + " min"
                      : " with exit code " + result.exitCode(),
                  result.lastWords(5)));
    }
    return result;
  }
}
