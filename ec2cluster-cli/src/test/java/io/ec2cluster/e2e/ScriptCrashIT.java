package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code init} of the script engine, killed or told to end before and after every step, and run
 * again. The steps are those that an undisturbed run reports.
 */
class ScriptCrashIT {
  private static final int PRIMARY = 11;
  private static final int REPLICA = 12;
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;

  private final Path folder;

  ScriptCrashIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @TestFactory
  Stream<DynamicTest> killedPrimaryEndsLikeAnUndisturbedOne() throws IOException {
    return everywhere(PRIMARY, this::killed);
  }

  @TestFactory
  Stream<DynamicTest> killedReplicaEndsLikeAnUndisturbedOne() throws IOException {
    return everywhere(REPLICA, this::killed);
  }

  @TestFactory
  Stream<DynamicTest> terminatedPrimarySaysItsStateAndTheNextRunCompletes() throws IOException {
    return everywhere(PRIMARY, this::terminated);
  }

  @TestFactory
  Stream<DynamicTest> terminatedReplicaSaysItsStateAndTheNextRunCompletes() throws IOException {
    return everywhere(REPLICA, this::terminated);
  }

  @ParameterizedTest
  @ValueSource(strings = {"role", "start", "check"})
  void runKilledWhileItsProgramWorksEndsLikeAnUndisturbedOne(String program) throws IOException {
    Undisturbed undisturbed = undisturbed(PRIMARY);
    try (ScriptNodes nodes = nodes("killed-in-" + program, PRIMARY)) {
      // The program's parent is the tool. With 'check', its first call is the one that plans.
      nodes.prepend(PRIMARY, program, "test -e killed || { touch killed; kill -9 $PPID; exit 0; }");

      nodes.init(PRIMARY).expect(KILLED);
      nodes.init(PRIMARY).expect(0);

      Map<String, String> state = nodes.state(PRIMARY);
      assertThat(state).containsKeys("killed", program + ".sh");
      state.keySet().removeAll(Set.of("killed", program + ".sh"));
      undisturbed.state().remove(program + ".sh");
      assertThat(state).isEqualTo(undisturbed.state());
    }
  }

  @Test
  void programDiesAtTheStepThatItIsTold() throws IOException {
    try (ScriptNodes nodes = nodes("told", PRIMARY)) {
      nodes.dyingInit(PRIMARY, Signal.KILL, Moment.BEFORE, 1).await().expect(KILLED);

      assertThat(nodes.state(PRIMARY).get("zone")).contains("state=claimed");
      assertThat(nodes.state(PRIMARY)).doesNotContainKey("role");
    }
  }

  private void killed(ScriptNodes nodes, Point point, Undisturbed undisturbed) throws IOException {
    nodes
        .dyingInit(undisturbed.node(), Signal.KILL, point.moment(), point.number())
        .await()
        .expect(KILLED);

    nodes.init(undisturbed.node()).expect(0);

    assertThat(nodes.state(undisturbed.node())).isEqualTo(undisturbed.state());
  }

  private void terminated(ScriptNodes nodes, Point point, Undisturbed undisturbed)
      throws IOException {
    ToolResult ended =
        nodes
            .dyingInit(undisturbed.node(), Signal.TERM, point.moment(), point.number())
            .await()
            .expect(TERMINATED);

    assertThat(stateSaidBy(ended)).isEqualTo(stateLeftBy(nodes, undisturbed));
    nodes.init(undisturbed.node()).expect(0);
    // A claim that was given back and taken again has another epoch.
    assertThat(withoutEpoch(nodes.state(undisturbed.node())))
        .isEqualTo(withoutEpoch(undisturbed.state()));
  }

  private static String stateSaidBy(ToolResult ended) {
    String message = ended.text("message");
    if (ended.text("outcome").equals("done")) {
      assertThat(message).startsWith("done: ");
      return "published";
    }
    assertThat(ended.text("outcome")).isEqualTo("interrupted");
    assertThat(message).contains("': interrupted");
    return message.contains("; taken back: 'claim the role'") ? "free" : "untouched";
  }

  private static String stateLeftBy(ScriptNodes nodes, Undisturbed undisturbed) throws IOException {
    String zone = nodes.state(undisturbed.node()).getOrDefault("zone", "");
    if (zone.equals(undisturbed.state().get("zone"))) {
      return "published";
    }
    return zone.contains("state=free") ? "free" : "untouched";
  }

  private static String withoutEpoch(Map<String, String> state) {
    return state.getOrDefault("zone", "").replaceAll("\"epoch=\\d+\"", "\"epoch=…\"")
        + state.get("running");
  }

  private Stream<DynamicTest> everywhere(int node, Attack attack) throws IOException {
    Undisturbed undisturbed = undisturbed(node);
    List<DynamicTest> tests = new ArrayList<>();
    for (Moment moment : Moment.values()) {
      for (int number = 0; number < undisturbed.steps().size(); number++) {
        Point point = new Point(moment, number);
        tests.add(
            DynamicTest.dynamicTest(
                moment + " '" + undisturbed.steps().get(number) + "'",
                () -> {
                  try (ScriptNodes nodes = nodes(moment + "-" + point.number(), node)) {
                    attack.run(nodes, point, undisturbed);
                  }
                }));
      }
    }
    return tests.stream();
  }

  private Undisturbed undisturbed(int node) throws IOException {
    try (ScriptNodes nodes = nodes("undisturbed", node)) {
      List<String> steps = nodes.init(node).expect(0).steps();
      return new Undisturbed(node, steps, nodes.state(node));
    }
  }

  /** One node; a replica's primary is there. */
  private ScriptNodes nodes(String name, int node) throws IOException {
    // The paths of programs go into what is compared: each trial happens in the same folder.
    Path trial = folder.resolve("trial");
    if (Files.exists(trial)) {
      Files.move(trial, Files.createTempDirectory(folder, name).resolve("ended"));
    }
    ScriptNodes nodes = ScriptNodes.overDirectory(trial).with(node);
    if (node != PRIMARY) {
      withPrimary(nodes, trial);
    }
    return nodes;
  }

  /** The primary is made once and copied for each trial. */
  private void withPrimary(ScriptNodes nodes, Path trial) throws IOException {
    Path prepared = folder.resolve("prepared");
    if (Files.exists(prepared)) {
      copy(prepared, trial);
    } else {
      nodes.with(PRIMARY).init(PRIMARY).expect(0);
      copy(trial, prepared);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** What a run that nobody disturbs does and leaves. */
  private record Undisturbed(int node, List<String> steps, Map<String, String> state) {}

  /** Where a run is struck. */
  private record Point(Moment moment, int number) {}

  /** A run that is struck, and what is asserted of it. */
  private interface Attack {
    void run(ScriptNodes nodes, Point point, Undisturbed undisturbed) throws IOException;
  }
}
