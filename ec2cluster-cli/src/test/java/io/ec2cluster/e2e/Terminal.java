package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A shell on a node, in which the commands of documents are typed as they stand there. The
 * program's name means the shipped launcher, {@code sudo} runs its words as the user of the test.
 */
final class Terminal {
  private static final int TERMINATED = 143;
  private static final String PACKAGED = "/usr/bin/ec2cluster";

  private final Tool tool;
  private final ShownLines shown;
  private final Path folder;
  private final Map<String, String> environment;

  private Terminal(Tool tool, ShownLines shown, Path folder, Map<String, String> environment) {
    this.tool = tool;
    this.shown = shown;
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * One in a folder.
   *
   * @param programs an existing folder for programs of the path
   */
  static Terminal in(Path folder, Tool tool, ShownLines shown, Path programs) throws IOException {
    Path sudo = Files.writeString(programs.resolve("sudo"), "#!/bin/sh\nexec \"$@\"\n");
    Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> path = new ArrayList<>(List.of(programs.toString()));
    path.add(Tool.launcher().resolveSibling("").toString());
    path.add(System.getenv().getOrDefault("PATH", ""));
    return new Terminal(tool, shown, folder, Map.of("PATH", String.join(File.pathSeparator, path)));
  }

  /** The same on a node, whose configuration and metadata are {@code config.yaml} and so on. */
  Terminal on(Path node) {
    return with(
        node,
        Map.of(
            "EC2CLUSTER_CONFIG",
            node.resolve("config.yaml").toString(),
            "EC2CLUSTER_METADATA",
            node.resolve("metadata.json").toString()));
  }

  /** The same with more in its environment. */
  Terminal with(Map<String, String> more) {
    return with(folder, more);
  }

  private Terminal with(Path place, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Terminal(tool, shown, place, all);
  }

  /**
   * Runs a line that a document shows; it has to end with 0.
   *
   * @param document its file, below the project
   * @param line the line without its remark
   */
  ToolResult type(String document, String line) {
    return type(document, line, Map.of());
  }

  /**
   * The same with words of the test in the place of the document's.
   *
   * @param places the test's word by the document's
   */
  ToolResult type(String document, String line, Map<String, String> places) {
    return ended(begin(document, line, places), 0);
  }

  /** Starts a line that a document shows, and does not wait for its end. */
  ToolRun begin(String document, String line) {
    return begin(document, line, Map.of());
  }

  private ToolRun begin(String document, String line, Map<String, String> places) {
    String typed = shown.take(document, line).replace(PACKAGED, "ec2cluster");
    for (Map.Entry<String, String> place : places.entrySet()) {
      assertThat(typed).contains(place.getKey());
      typed = typed.replace(place.getKey(), place.getValue());
    }
    return tool.startShell(folder, typed, environment);
  }

  /** Starts a service that a document shows, and waits until it has said that it is up. */
  ToolRun serve(String document, String line, String said) {
    String typed = shown.take(document, line).replace(PACKAGED, "ec2cluster");
    // The signal is for the program and not for the shell.
    return tool.startShell(folder, "exec " + typed, environment).awaitSaid(said);
  }

  /** Ends a service as systemd does. */
  static ToolResult terminate(ToolRun service) {
    assertThat(service.process().toHandle().destroy()).isTrue();
    return ended(service, TERMINATED);
  }

  /** Waits for the end of a command, which has to be this one. */
  static ToolResult ended(ToolRun run, int exitCode) {
    ToolResult result = run.await().expect(exitCode);
    assertThat(result.output() + result.errors()).doesNotContain("\tat ");
    return result;
  }
}
