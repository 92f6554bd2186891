package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram;
import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the role's life, whose process is killed after each of its steps, and run
 * again: it ends like a run that nobody disturbs. The steps are those that the report of such a run
 * lists, finalizers included, so that a new step cannot be forgotten.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class ScriptLifeCrashIT {
  private static final int KILLED = 137;
  private static final int LATE = 4;
  private static final int NEVER = 1000;
  private static final List<Integer> NODES = List.of(11, 12, 13);

  /** Programs and settings, and the zone, which is the same as seen by another node. */
  private static final Pattern UNCHANGED =
      Pattern.compile(".*\\.sh|.*config\\.yaml|.*metadata\\.json|1[23] zone");

  private Snapshots snapshots;

  /** A cluster where an operation begins. */
  private interface Preparation {
    void run(ScriptNodes nodes) throws IOException;
  }

  /**
   * An operation.
   *
   * @param start the snapshot where it begins
   * @param node who runs it
   * @param beside the command of another node that runs at the same time, and is started first, or
   *     once the operation begins its first step
   * @param exitCode of every run that is not killed
   */
  private record Scene(
      String start, int node, List<String> command, Optional<Beside> beside, int exitCode) {
    static Scene of(String start, int node, String... command) {
      return new Scene(start, node, List.of(command), Optional.empty(), 0);
    }

    Scene beside(int other, String... otherCommand) {
      return with(new Beside(other, List.of(otherCommand), true));
    }

    Scene followedBy(int other, String... otherCommand) {
      return with(new Beside(other, List.of(otherCommand), false));
    }

    private Scene with(Beside other) {
      return new Scene(start, node, command, Optional.of(other), exitCode);
    }

    Scene endingWith(int code) {
      return new Scene(start, node, command, beside, code);
    }

    String[] words() {
      return command.toArray(String[]::new);
    }
  }

  private record Beside(int node, List<String> command, boolean first) {
    ToolRun start(ScriptNodes nodes) {
      return nodes.start(node, command.toArray(String[]::new));
    }
  }

  /** An operation in a process that dies, and what runs beside it. */
  private record Running(ToolRun operation, Optional<ToolRun> beside) {
    static Running of(Scene scene, ScriptNodes nodes, Moment moment, int number) {
      Optional<ToolRun> first =
          scene.beside().filter(Beside::first).map(other -> other.start(nodes));
      ToolRun operation = nodes.dying(scene.node(), Signal.KILL, moment, number, scene.words());
      Optional<ToolRun> beside =
          first.or(
              () ->
                  scene
                      .beside()
                      .map(
                          other -> {
                            operation.awaitSaid(DyingProgram.BEGINS);
                            return other.start(nodes);
                          }));
      return new Running(operation, beside);
    }
  }

  @BeforeAll
  void prepareClusters(@TempDir Path folder) throws IOException {
    snapshots = new Snapshots(folder);
    snapshots.clear();
    RemoteShell.write(snapshots.live());
    boot("one");
    try (ScriptNodes nodes = nodes()) {
      for (int number : NODES) {
        nodes.with(number);
        nodes.configure(
            number,
            "engine: script\n",
            "engine: script\n"
                + RemoteShell.SETTING.replace("FOLDER", snapshots.live().toString())
                + "\n");
      }
      nodes.init(11).expect(0);
      snapshots.keep("one node");
      nodes.init(12).expect(0);
      nodes.init(13).expect(0);
      snapshots.keep("three nodes");
    }
    prepare("three nodes", "13 left the pool", nodes -> nodes.run(13, "pool", "leave").expect(0));
    prepare("three nodes", "13 does not run", nodes -> stopped(nodes, 13));
    prepare(
        "13 does not run",
        "13 runs outside the pool",
        nodes -> {
          nodes.run(13, "pool", "check").expect(0);
          Files.createFile(nodes.node(13).resolve("running"));
        });
    prepare("three nodes", "11 is gone", nodes -> booted(nodes, 12, 13));
    prepare("three nodes", "13 is gone", nodes -> booted(nodes, 11, 12));
    prepare("11 is gone", "12 was promoted", nodes -> nodes.run(12, "promote").expect(0));
  }

  @TestFactory
  Stream<DynamicTest> promotion() throws IOException {
    return deaths(Scene.of("11 is gone", 12, "promote"));
  }

  @TestFactory
  Stream<DynamicTest> promotionOfAnother() throws IOException {
    return deaths(Scene.of("11 is gone", 12, "promote", "--candidate", "i-13"));
  }

  @TestFactory
  Stream<DynamicTest> promotionThatWaitsForItsOffer() throws IOException {
    return deaths(
        Scene.of("three nodes", 12, "promote", "--await-offer", "60s")
            // It would not wait for an offer that is there.
            .followedBy(11, "handover", "--to", "i-12", "--candidate-waits"));
  }

  @TestFactory
  Stream<DynamicTest> handoverThatCallsTheCandidate() throws IOException {
    return deaths(Scene.of("three nodes", 11, "handover", "--to", "i-12"));
  }

  @TestFactory
  Stream<DynamicTest> handoverToAWaitingCandidate() throws IOException {
    return deaths(
        Scene.of("three nodes", 11, "handover", "--to", "i-12", "--candidate-waits")
            .beside(12, "promote", "--await-offer", "60s"));
  }

  @TestFactory
  Stream<DynamicTest> handoverThatNobodyTakesUp() throws IOException {
    return deaths(
        Scene.of(
                "three nodes",
                11,
                "handover",
                "--to",
                "i-12",
                "--candidate-waits",
                "--deadline",
                "1s")
            .endingWith(LATE));
  }

  @TestFactory
  Stream<DynamicTest> handoverThatItsCandidateStarts() throws IOException {
    return deaths(Scene.of("three nodes", 13, "handover", "--to", "i-13"));
  }

  @TestFactory
  Stream<DynamicTest> handoverThatAThirdNodeStarts() throws IOException {
    return deaths(Scene.of("three nodes", 13, "handover", "--to", "i-12"));
  }

  @TestFactory
  Stream<DynamicTest> rejoin() throws IOException {
    return deaths(Scene.of("12 was promoted", 11, "rejoin"));
  }

  @TestFactory
  Stream<DynamicTest> departureOfAReplica() throws IOException {
    return deaths(Scene.of("three nodes", 13, "leave", "--deadline", "1s"));
  }

  @TestFactory
  Stream<DynamicTest> departureOfTheLast() throws IOException {
    return deaths(Scene.of("one node", 11, "leave", "--last"));
  }

  @TestFactory
  Stream<DynamicTest> departureFromThePool() throws IOException {
    return deaths(Scene.of("three nodes", 13, "pool", "leave"));
  }

  @TestFactory
  Stream<DynamicTest> returnToThePool() throws IOException {
    return deaths(Scene.of("13 left the pool", 13, "pool", "join"));
  }

  @TestFactory
  Stream<DynamicTest> checkThatTakesAnUnfitMemberOut() throws IOException {
    return deaths(Scene.of("13 does not run", 13, "pool", "check"));
  }

  @TestFactory
  Stream<DynamicTest> checkThatPutsAFitReplicaIn() throws IOException {
    return deaths(Scene.of("13 runs outside the pool", 13, "pool", "check"));
  }

  @TestFactory
  Stream<DynamicTest> checkThatFollowsANewPrimary() throws IOException {
    return deaths(Scene.of("12 was promoted", 13, "pool", "check"));
  }

  @TestFactory
  Stream<DynamicTest> checkThatRemovesATerminatedMember() throws IOException {
    return deaths(Scene.of("13 is gone", 12, "pool", "check"));
  }

  private Stream<DynamicTest> deaths(Scene scene) throws IOException {
    ToolResult undisturbed;
    Map<String, String> expected;
    try (ScriptNodes nodes = begin(scene)) {
      Running running = Running.of(scene, nodes, Moment.BEFORE, NEVER);
      undisturbed = running.operation().await().expect(scene.exitCode());
      running.beside().ifPresent(run -> run.await().expect(0));
      expected = state(nodes);
    }
    assertThat(undisturbed.steps("done")).isNotEmpty();
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(death("before '", scene, Moment.BEFORE, 0, undisturbed.steps(), expected));
    for (int number = 0; number < undisturbed.steps().size(); number++) {
      tests.add(death("after '", scene, Moment.AFTER, number, undisturbed.steps(), expected));
    }
    return tests.stream();
  }

  private DynamicTest death(
      String when,
      Scene scene,
      Moment moment,
      int number,
      List<String> steps,
      Map<String, String> expected) {
    return DynamicTest.dynamicTest(
        when + steps.get(number) + "'",
        () -> {
          try (ScriptNodes nodes = begin(scene)) {
            Running running = Running.of(scene, nodes, moment, number);
            running.operation().await().expect(KILLED);

            nodes.run(scene.node(), scene.words()).expect(scene.exitCode());

            running.beside().ifPresent(run -> run.await().expect(0));
            assertThat(state(nodes)).containsExactlyInAnyOrderEntriesOf(expected);
          }
        });
  }

  private ScriptNodes begin(Scene scene) throws IOException {
    snapshots.restore(scene.start());
    return nodes();
  }

  private void prepare(String from, String name, Preparation preparation) throws IOException {
    snapshots.restore(from);
    try (ScriptNodes nodes = nodes()) {
      preparation.run(nodes);
      snapshots.keep(name);
    }
  }

  private ScriptNodes nodes() throws IOException {
    Path live = snapshots.live();
    return ScriptNodes.overDirectory(
        live, Map.of("EC2CLUSTER_BOOT_ID_FILE", live.resolve("boot-id").toString()));
  }

  /** After a boot of the machine whatever ran before is gone; some of the nodes come back. */
  private void booted(ScriptNodes nodes, int... returning) throws IOException {
    boot("two");
    for (int number : NODES) {
      stopped(nodes, number);
    }
    for (int number : returning) {
      nodes.init(number).expect(0);
    }
  }

  private void boot(String id) throws IOException {
    Files.writeString(snapshots.live().resolve("boot-id"), id + "\n");
  }

  private static void stopped(ScriptNodes nodes, int number) throws IOException {
    Files.deleteIfExists(nodes.node(number).resolve("running"));
  }

  /** Everything that is left of every node and of the zone, but for what no run changes. */
  private static Map<String, String> state(ScriptNodes nodes) throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (int number : NODES) {
      NodeLocks.awaitIdle(nodes.node(number));
    }
    for (int number : NODES) {
      if (Files.exists(nodes.node(number))) {
        nodes.state(number).forEach((file, content) -> all.put(number + " " + file, content));
      }
    }
    all.keySet().removeIf(UNCHANGED.asMatchPredicate());
    return all;
  }
}
