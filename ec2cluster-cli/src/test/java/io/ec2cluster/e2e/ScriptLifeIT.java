package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The life of the role with the script engine, which drives a memcached on each node. */
@Timeout(180)
class ScriptLifeIT {
  private static final int REFUSED = 3;
  private static final int LATE = 4;
  private static final int NO = 10;

  private ScriptNodes nodes;
  private ListeningPrograms programs;
  private Path bootId;

  @BeforeEach
  void startCluster(@TempDir Path folder) throws IOException {
    bootId = Files.writeString(folder.resolve("boot-id"), "one\n");
    nodes = ScriptNodes.overDirectory(folder, Map.of("EC2CLUSTER_BOOT_ID_FILE", bootId.toString()));
    RemoteShell.write(folder);
    for (int number : List.of(11, 12, 13)) {
      nodes.with(number);
      nodes.configure(
          number,
          "engine: script\n",
          "engine: script\n" + RemoteShell.SETTING.replace("FOLDER", folder.toString()) + "\n");
    }
    programs = new ListeningPrograms(nodes, List.of(11, 12, 13), LoopbackPorts.free());
    for (int number : List.of(11, 12, 13)) {
      nodes.init(number).expect(0);
    }
  }

  @AfterEach
  void stopCluster() {
    programs.close();
    nodes.close();
  }

  @Test
  void roleMovesByHandoverAndPromotionAndTheClusterIsDissolved() throws IOException {
    assertPrimary(11, 1);

    nodes.run(11, "handover", "--to", "i-12").expect(0);

    assertPrimary(12, 2);
    assertReplica(11, 2);
    assertThat(nodes.run(12, "promote").expect(0).steps())
        .doesNotContain("take the role", "run script.primary", "publish the primary name");
    assertPrimary(12, 2);
    nodes.run(13, "pool", "leave").expect(0);
    assertThat(named("replica")).containsExactly("127.0.0.11");
    nodes.run(13, "pool", "check").expect(0);
    assertThat(named("replica")).containsExactly("127.0.0.11");
    nodes.run(13, "pool", "join").expect(0);
    nodes.run(13, "pool", "check").expect(0);
    assertReplica(13, 2);
    assertHealthy(11, 12, 13);

    programs.kill(12);
    assertThat(nodes.run(13, "promote").expect(REFUSED).toString())
        .contains("i-12", "nothing proves", "--force");
    // After a boot whatever ran before is gone, and two of the nodes come back.
    Files.writeString(bootId, "two\n");
    nodes.init(11).expect(0);
    nodes.init(13).expect(0);
    nodes.run(13, "promote").expect(0);

    assertPrimary(13, 3);
    nodes.run(12, "lease", "check", "--start").expect(NO);
    assertThat(programs.answer(12)).isEmpty();
    nodes.run(12, "rejoin").expect(0);
    nodes.run(11, "pool", "check").expect(0);
    assertReplica(12, 3);
    assertReplica(11, 3);
    assertHealthy(11, 12, 13);

    nodes.run(13, "leave").expect(REFUSED);
    programs.kill(11);
    nodes.run(11, "pool", "check").expect(0);
    assertThat(named("replica")).containsExactly("127.0.0.12");
    nodes.run(11, "leave", "--deadline", "0s").expect(0);
    assertThat(programs.answer(11)).isEmpty();
    assertThat(nodes.zone()).doesNotContain("127.0.0.11");
    assertThat(nodes.run(12, "leave", "--deadline", "0s").expect(REFUSED).toString())
        .contains("--allow-empty");
    nodes.run(12, "leave", "--deadline", "0s", "--allow-empty").expect(0);
    nodes.run(13, "leave", "--last").expect(0);

    assertThat(programs.answer(13)).isEmpty();
    assertThat(nodes.zone())
        .contains("\"state=free\"")
        .doesNotContain("IN A 127.0.0.13")
        .doesNotContain("IN A 127.0.0.12");
  }

  @Test
  void handoverThatNobodyTakesUpIsTakenBack() throws IOException {
    nodes.run(11, "handover", "--to", "i-13", "--candidate-waits", "--deadline", "2s").expect(LATE);

    assertThat(nodes.zone())
        .contains("\"state=published\"", "primary.maindb.example.com. 60 IN A 127.0.0.11");
    assertThat(nodes.role(11).orElseThrow()).startsWith("primary");
    assertHealthy(11, 12, 13);
  }

  private void assertPrimary(int number, int epoch) throws IOException {
    assertThat(nodes.role(number)).contains("primary " + epoch);
    assertThat(nodes.zone())
        .contains("\"state=published\"", "\"owner=i-" + number + "\"")
        .contains("primary.maindb.example.com. 60 IN A 127.0.0." + number)
        .doesNotContain("replica.maindb.example.com. 60 IN A 127.0.0." + number);
    assertThat(named("primary")).containsExactly("127.0.0." + number);
    assertAnswers("primary");
  }

  private void assertReplica(int number, int epoch) throws IOException {
    assertThat(nodes.role(number)).contains("replica " + epoch);
    assertThat(named("replica")).contains("127.0.0." + number);
    assertAnswers("replica");
  }

  /** Where a name of the zone points. */
  private List<String> named(String name) throws IOException {
    return Pattern.compile("(?m)^" + name + "\\.maindb\\.example\\.com\\. \\d+ IN A (\\S+)")
        .matcher(nodes.zone())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** Whoever is reached by a name of the zone answers. */
  private void assertAnswers(String name) throws IOException {
    assertThat(named(name))
        .isNotEmpty()
        .allSatisfy(
            address ->
                assertThat(programs.answerAt(address).orElse("nobody at " + address))
                    .startsWith("VERSION"));
  }

  private void assertHealthy(int... numbers) {
    for (int number : numbers) {
      nodes.run(number, "status").expect(0);
    }
  }
}
