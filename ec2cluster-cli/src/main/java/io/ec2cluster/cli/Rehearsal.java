package io.ec2cluster.cli;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs what commands usually run, for the launcher, which keeps the classes that this loads in an
 * archive. Works in a folder and with a zone of its own: reads no configuration of the machine and
 * asks nothing of the network.
 */
public final class Rehearsal {
  private static final String CONFIGURATION =
      """
      cluster: rehearsal
      engine: script
      local-dir: FOLDER/cloud
      state-dir: FOLDER/state
      role-deadline: 1s
      aws: {region: eu-west-1, retry-deadline: 1s}
      dns:
        ZONE
        primary-name: primary.{{cluster}}.example.com
        replica-name: replica.{{cluster}}.example.com
      script:
        primary: ["true"]
        replica: ["true"]
      """;
  private static final String METADATA =
      """
      {"instance-id": "NODE", "local-ipv4": "10.0.0.1", "local-hostname": "NODE.example.com",
       "account-id": "123456789012", "placement": {"region": "eu-west-1"},
       "user-data": {"cluster": "rehearsal"}}
      """;
  private static final Map<String, String> KEYS =
      ImmutableMap.of("AWS_ACCESS_KEY_ID", "rehearsal", "AWS_SECRET_ACCESS_KEY", "rehearsal");

  private final Path folder;

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs them all.
   *
   * @param args an empty folder to work in
   */
  public static void main(String[] args) throws IOException {
    try (RehearsalZone zone = new RehearsalZone()) {
      new Rehearsal(Path.of(args[0])).run(zone);
    }
  }

  private void run(RehearsalZone zone) throws IOException {
    run(Map.of(), List.of("--version"));
    run(Map.of(), List.of("--help"));
    run(Map.of(), List.of("engines"));
    run(Map.of(), List.of("completion"));
    run(Map.of(), List.of("no-such-command"));
    Map<String, String> endpoint = ImmutableMap.of("AWS_ENDPOINT_URL", zone.endpoint());
    // Without keys: the providers of the chain are loaded, and fail.
    node(endpoint, "node-1", "aws", List.of("lease", "show"));
    Map<String, String> environment =
        ImmutableMap.<String, String>builder().putAll(endpoint).putAll(KEYS).buildOrThrow();
    for (String cloud : List.of("aws", "local")) {
      for (String node : List.of("node-1", "node-2")) {
        node(environment, node, cloud, List.of("init", "--dry-run"));
        node(environment, node, cloud, List.of("init", "--output", "json"));
        node(environment, node, cloud, List.of("status"));
        node(environment, node, cloud, List.of("lease", "check"));
      }
    }
    node(environment, "node-1", "local", List.of("config", "show"));
  }

  private void node(
      Map<String, String> environment, String node, String cloud, List<String> command)
      throws IOException {
    String zone = cloud.equals("aws") ? "zone-id: Z1REHEARSAL" : "zone: example.com";
    Path configuration =
        write(
            cloud + ".yaml",
            CONFIGURATION.replace("FOLDER", folder.toString()).replace("ZONE", zone));
    Path metadata = write(node + ".json", METADATA.replace("NODE", node));
    List<String> arguments =
        new ArrayList<>(
            List.of("--config", configuration.toString(), "--metadata", metadata.toString()));
    arguments.addAll(List.of("--cloud", cloud));
    arguments.addAll(command);
    run(environment, arguments);
  }

  private static void run(Map<String, String> environment, List<String> command) {
    Main.run(command, Main.core(environment));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
