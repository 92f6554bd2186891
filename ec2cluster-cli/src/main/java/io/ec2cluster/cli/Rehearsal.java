package io.ec2cluster.cli;

import com.google.common.collect.ImmutableMap;
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
  private final RehearsalZone zone;

  private Rehearsal(Path directory, RehearsalZone zone) {
    this.directory = directory;
    this.zone = zone;
  }

  /**
   * Runs them all.
   *
   * @param args {@code start} for an archive of what every start needs; anything else for one that
   *     holds what the changes of a primary and a look at others need too
   * @throws IllegalStateException if a node could not be set up: an archive of that would be a bad
   *     one
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean changes = !List.of(args).equals(List.of("start"));
    Path directory = Files.createTempDirectory("ec2cluster-rehearsal");
    try (RehearsalZone zone = RehearsalZone.open(RehearsalAuthority.trusted(directory))) {
      HeadStart.begin(CHANGES);
      EVERYWHERE.forEach(command -> Main.run(command, Main.core(command, NO_PLUGINS)));
      new Rehearsal(directory, zone).nodes(changes);
      if (changes) {
        new ArchivedClasses(Main.jar()).load();
      }
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** A first node and a second one, over both back ends. */
  private void nodes(boolean changes) throws IOException {
    List<String> commands =
        changes ? List.of("config check", "init", "status") : List.of("config check", "init");
    Map<String, String> first = elsewhere("1");
    Map<String, String> second = onEc2("2");
    for (Map<String, String> environment : List.of(first, elsewhere("2"))) {
      commands.forEach(command -> run("local", environment, command));
    }
    for (Map<String, String> environment : List.of(first, second)) {
      commands.forEach(command -> run("aws", environment, command));
    }
    if (changes) {
      // EC2 says that the first one is stopped.
      run("aws", second, "promote");
    }
  }

  private static void run(String cloud, Map<String, String> environment, String command) {
    List<String> words = List.of(("--cloud " + cloud + " --output json " + command).split(" ", -1));
    int exitCode = Main.run(words, Main.core(words, environment));
    if (CHANGES.contains(command) && exitCode != 0) {
      throw new IllegalStateException("rehearsal of " + words + " ended with " + exitCode);
    }
  }

  /** Keys in the environment, the instance in a file, and endpoints of plain HTTP. */
  private Map<String, String> elsewhere(String node) throws IOException {
    Path metadata = directory.resolve("metadata-" + node + ".json");
    Files.writeString(
        metadata,
        """
        {"instance-id": "i-%1$s", "local-ipv4": "10.0.0.%1$s", "local-hostname": "host%1$s.internal",
         "placement/region": "eu-west-1"}
        """
            .formatted(node));
    return environment(
        node,
        zone.endpoint(),
        Map.of(
            "EC2CLUSTER_METADATA",
            metadata.toString(),
            "AWS_ACCESS_KEY_ID",
            "rehearsal",
            "AWS_SECRET_ACCESS_KEY",
            "rehearsal"));
  }

  /** Keys and instance of the metadata service, and HTTPS where this Java can be its server. */
  private Map<String, String> onEc2(String node) throws IOException {
    // The SDK does not ask the environment that a command is given.
    Main.set(
        Map.of(
            "aws.disableEc2Metadata", "false", "aws.ec2MetadataServiceEndpoint", zone.endpoint()));
    return environment(
        node,
        zone.encryptedEndpoint().orElseGet(zone::endpoint),
        Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", zone.endpoint()));
  }

  private Map<String, String> environment(String node, String endpoint, Map<String, String> more)
      throws IOException {
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
    return ImmutableMap.<String, String>builder()
        .put(PluginFolder.VARIABLE, "")
        .put("PATH", "/usr/bin:/bin")
        .put("EC2CLUSTER_CONFIG", configuration.toString())
        .put("AWS_ENDPOINT_URL_ROUTE_53", endpoint)
        .put("AWS_ENDPOINT_URL_EC2", endpoint)
        .putAll(more)
        .buildOrThrow();
  }
}
