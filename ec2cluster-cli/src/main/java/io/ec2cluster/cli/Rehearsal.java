package io.ec2cluster.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.ec2cluster.cli.plugin.PluginFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs what commands usually run, for the launcher, which keeps the classes that this loads in an
 * archive: a class that is missing there costs every later command its reading and checking.
 *
 * <p>Reads no configuration of the machine, writes to a temporary directory only, and asks nothing
 * but {@link RehearsalZone} on the loopback interface.
 */
public final class Rehearsal {
  private static final List<List<String>> EVERYWHERE =
      List.of(
          List.of("--version"),
          List.of("--help"),
          List.of("engines"),
          List.of("script", "init", "--help"),
          List.of("no-such-command"));

  private static final List<String> CHANGES = List.of("init", "promote");

  private static final Map<String, String> NO_PLUGINS = Map.of(PluginFolder.VARIABLE, "");

  private final Path directory;

  private Rehearsal(Path directory) {
    this.directory = directory;
  }

  /**
   * Runs them all.
   *
   * @param args {@code start} for an archive of what every start needs; anything else for one that
   *     holds what the changes of a primary and a look at others need too
   * @throws IllegalStateException if a node could not be set up: an archive of that would be a bad
   *     one
   */
  public static void main(String[] args) throws IOException {
    boolean changes = !List.of(args).equals(List.of("start"));
    Path directory = Files.createTempDirectory("ec2cluster-rehearsal");
    try (RehearsalZone zone = RehearsalZone.open()) {
      EVERYWHERE.forEach(command -> Main.run(command, Main.core(command, NO_PLUGINS)));
      new Rehearsal(directory).nodes(zone, changes);
      if (changes) {
        new ArchivedClasses(Main.jar()).load();
      }
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** A first node and a second one, over both back ends. */
  private void nodes(RehearsalZone zone, boolean changes) throws IOException {
    List<String> commands =
        changes ? List.of("config check", "init", "status") : List.of("config check", "init");
    for (String cloud : List.of("local", "aws")) {
      for (String node : List.of("1", "2")) {
        Map<String, String> environment = environment(zone, node);
        for (String command : commands) {
          run(cloud, environment, command);
        }
      }
    }
    if (changes) {
      // EC2 says that the first one is stopped.
      run("aws", environment(zone, "2"), "promote");
    }
  }

  private static void run(String cloud, Map<String, String> environment, String command) {
    List<String> words = List.of(("--cloud " + cloud + " --output json " + command).split(" ", -1));
    int exitCode = Main.run(words, Main.core(words, environment));
    if (CHANGES.contains(command) && exitCode != 0) {
      throw new IllegalStateException("rehearsal of " + words + " ended with " + exitCode);
    }
  }

  private Map<String, String> environment(RehearsalZone zone, String node) throws IOException {
    Path configuration = directory.resolve("config-" + node + ".yaml");
    Files.writeString(
        configuration,
        """
        cluster: rehearsal
        engine: script
        state-dir: %1$s/state-%2$s
        local-dir: %1$s/local
        dns:
          zone-id: Z1
          primary-name: "primary.{{cluster}}.example.com"
          replica-name: "replica.{{cluster}}.example.com"
        script:
          primary: ["true"]
          replica: ["true"]
          promote: ["true"]
          check: ["true"]
        """
            .formatted(directory, node));
    Path metadata = directory.resolve("metadata-" + node + ".json");
    Files.writeString(
        metadata,
        """
        {"instance-id": "i-%1$s", "local-ipv4": "10.0.0.%1$s", "local-hostname": "host%1$s.internal",
         "placement/region": "eu-west-1"}
        """
            .formatted(node));
    return Map.of(
        PluginFolder.VARIABLE,
        "",
        "PATH",
        "/usr/bin:/bin",
        "EC2CLUSTER_CONFIG",
        configuration.toString(),
        "EC2CLUSTER_METADATA",
        metadata.toString(),
        "AWS_ENDPOINT_URL_ROUTE_53",
        zone.endpoint(),
        "AWS_ENDPOINT_URL_EC2",
        zone.endpoint(),
        "AWS_ACCESS_KEY_ID",
        "rehearsal",
        "AWS_SECRET_ACCESS_KEY",
        "rehearsal");
  }
}
