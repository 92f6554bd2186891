package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code elb roll}: six instances from one of them, each through its own command. */
@Timeout(300)
class ElbRollCommandIT {
  private static final int SIZE = 6;
  private static final int FLOOR = 4;
  private static final int PER_SECOND = 500;

  @Test
  void allAreRestartedTheCanaryFirstAndNoRequestIsLost(@TempDir Path folder) throws IOException {
    try (WebFleet fleet = started(folder);
        HttpLoad load = HttpLoad.start(fleet.door(), PER_SECOND)) {
      fleet.await("the load to arrive", () -> load.answersOf(fleet.address(1)) > 10);
      List<String> before = fleet.haproxy().administered("web");
      FleetWatch watch = new FleetWatch(fleet);
      try (watch) {
        fleet.run(1, "elb", "roll", "web", "--canary", "web4").expect(0);
      }
      load.stop();

      assertThat(load.failures()).isEmpty();
      assertThat(watch.least()).isGreaterThanOrEqualTo(FLOOR);
      assertThat(fleet.reached())
          .hasSize(SIZE)
          .allMatch(line -> line.endsWith(" elb restart web"))
          .startsWith("4 elb restart web");
      assertStarts(fleet, 2, 2, 2, 2, 2, 2);
      assertThat(fleet.haproxy().administered("web")).isEqualTo(before);
      assertThat(fleet.run(1, "elb", "roll", "web", "--dry-run").expect(0).output())
          .contains("6 instances, 0 of them done");
    }
  }

  @Test
  void aFailureEndsItAndItIsGoneOnWithWhereItEnded(@TempDir Path folder) throws IOException {
    try (WebFleet fleet = started(folder)) {
      fleet.breakServer(3);
      ToolResult failed = fleet.run(1, "elb", "roll", "web", "--parallel", "1").expect(5);
      assertThat(failed.output()).contains("failed on web3", "web4, web5, web6", "--resume");
      assertThat(fleet.isTakenOut(3)).isTrue();
      int tries = fleet.starts(3);
      assertStarts(fleet, 2, 2, tries, 1, 1, 1);

      assertThat(fleet.run(2, "elb", "roll", "web").expect(3).output())
          .contains("begun on i-1", "2 done", "failed: web3", "--resume", "--anew");
      fleet.mendServer(3);
      fleet.run(2, "elb", "roll", "web", "--resume").expect(0);

      assertStarts(fleet, 2, 2, tries + 1, 2, 2, 2);
      assertThat(fleet.reached().get(3)).startsWith("3 ");
      assertThat(fleet.haproxy().inService("web")).isEqualTo(SIZE);
      fleet.run(2, "elb", "roll", "web", "--resume").expect(2);
    }
  }

  @Test
  void whereTheFirstOneFailsNobodyElseIsTouchedAndItComesFirstAgain(@TempDir Path folder)
      throws IOException {
    try (WebFleet fleet = started(folder)) {
      fleet.breakServer(1);
      assertThat(fleet.run(2, "elb", "roll", "web").expect(5).text("message"))
          .contains("on web1", "kept out");
      assertThat(fleet.reached()).hasSize(1);
      fleet.run(2, "elb", "roll", "web").expect(3);

      fleet.mendServer(1);
      fleet.run(2, "elb", "roll", "web", "--resume", "--max-failures", "2").expect(0);

      assertThat(fleet.reached()).hasSize(1 + SIZE).element(1).asString().startsWith("1 ");
      assertThat(fleet.haproxy().inService("web")).isEqualTo(SIZE);
    }
  }

  @Test
  void killedOrInterruptedItIsGoneOnWith(@TempDir Path folder) throws IOException {
    try (WebFleet fleet = started(folder)) {
      ToolResult died = fleet.dying(1, Signal.KILL, Moment.AFTER, 1, "elb", "roll", "web");
      assertThat(died.exitCode()).as(died.toString()).isEqualTo(137);
      assertStarts(fleet, 2, 1, 1, 1, 1, 1);

      List<String> before = fleet.haproxy().administered("web");
      ToolRun second = fleet.startTool(1, "elb", "roll", "web", "--resume", "--parallel", "1");
      fleet.await("the third to be on its way", () -> fleet.reached().size() == 3);
      second.process().destroy();
      assertThat(second.await().exitCode()).isNotZero();
      fleet.await("what was taken out to be back", () -> isBack(fleet, before));

      fleet.run(6, "elb", "roll", "web", "--resume").expect(0);

      assertThat(fleet.reached().get(0)).startsWith("1 ");
      assertThat(fleet.reached().get(1)).startsWith("2 ");
      assertThat(fleet.reached().stream().filter(line -> line.startsWith("1 "))).hasSize(1);
      assertThat(fleet.reached().stream().filter(line -> line.startsWith("2 "))).hasSize(1);
      for (int i = 1; i <= SIZE; i++) {
        assertThat(fleet.starts(i)).as("starts of web%d", i).isBetween(2, 3);
      }
      assertThat(fleet.haproxy().administered("web")).isEqualTo(before);
    }
  }

  @Test
  void whatCannotBeRolledIsRefusedAndNothingIsLeft(@TempDir Path folder) throws IOException {
    try (WebFleet fleet = started(folder)) {
      assertThat(fleet.run(1, "elb", "roll", "wbe").expect(2).output())
          .contains("no program 'wbe'");
      assertThat(fleet.run(1, "elb", "roll", "web", "--canary", "wbe1").expect(2).output())
          .contains("did you mean 'web1'?");
      fleet.run(1, "elb", "roll", "web", "--parallel", "0").expect(2);
      fleet.run(1, "elb", "roll", "web", "--resume", "--anew").expect(2);
      assertThat(fleet.run(1, "elb", "roll", "web", "--resume").expect(2).output())
          .contains("no roll was left unfinished");
      fleet.configure(1, "");
      assertThat(fleet.run(1, "elb", "roll", "web").expect(2).output()).contains("'remote'");
      fleet.configure(1, "quorum: 90%", fleet.remote());
      assertThat(fleet.run(1, "elb", "roll", "web").expect(3).output())
          .contains("nobody may ever leave");

      assertStarts(fleet, 1, 1, 1, 1, 1, 1);
      assertThat(fleet.haproxy().inService("web")).isEqualTo(SIZE);
    }
  }

  private static WebFleet started(Path folder) throws IOException {
    WebFleet fleet = WebFleet.start(folder, SIZE);
    for (int i = 1; i <= SIZE; i++) {
      fleet.configure(i, "", fleet.remote());
    }
    return fleet;
  }

  private static boolean isBack(WebFleet fleet, List<String> before) throws IOException {
    return fleet.haproxy().administered("web").equals(before)
        && fleet.haproxy().inService("web") == SIZE;
  }

  private static void assertStarts(WebFleet fleet, Integer... starts) throws IOException {
    for (int i = 1; i <= SIZE; i++) {
      assertThat(fleet.starts(i)).as("starts of web%d", i).isEqualTo(starts[i - 1]);
    }
  }
}
