package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import io.ec2cluster.cli.DyingProgram.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restart that is killed or interrupted in each of its phases, and one that fails. */
@Timeout(400)
class ElbCrashIT {
  private static final int SIZE = 3;
  private static final int STEPS = 5;
  private static final int KILLED = 137;

  @Test
  void killedInEachPhaseItIsRepaired(@TempDir Path folder) throws IOException {
    try (WebFleet fleet = WebFleet.start(folder, SIZE)) {
      fleet.haproxy().ask("set server web/web1 weight 7");
      List<String> before = fleet.haproxy().administered("web");
      for (int step = 1; step <= STEPS; step++) {
        for (Moment moment : List.of(Moment.BEFORE, Moment.AFTER)) {
          ToolResult died = fleet.dying(1, Signal.KILL, moment, step, "elb", "restart", "web1");
          assertThat(died.exitCode()).as(died.toString()).isEqualTo(KILLED);

          fleet.run(1, "elb", "repair").expect(0);

          assertThat(fleet.haproxy().administered("web"))
              .as("killed %s step %d", moment, step)
              .isEqualTo(before);
          assertThat(fleet.haproxy().inService("web")).isEqualTo(SIZE);
          assertThat(fleet.run(2, "elb", "count").expect(0).output()).doesNotContain("restarting");
        }
      }
    }
  }

  @Test
  void interruptedItPutsBackWhatItTookOut(@TempDir Path folder) throws IOException {
    try (WebFleet fleet = WebFleet.start(folder, SIZE)) {
      List<String> before = fleet.haproxy().administered("web");
      // After the restart the return takes less time than a signal.
      for (int step = 1; step < STEPS - 1; step++) {
        ToolResult ended =
            fleet.dying(1, Signal.TERM, Moment.AFTER, step, "elb", "restart", "web1");

        assertThat(ended.exitCode()).as(ended.toString()).isNotZero().isNotEqualTo(KILLED);
        assertThat(ended.output()).as("ended after step %d", step).contains("is where it was");
        assertThat(fleet.haproxy().administered("web")).isEqualTo(before);
        fleet.run(2, "elb", "count").expect(0);
      }
    }
  }

  @Test
  void aServiceThatDoesNotComeBackStaysOutUntilItIsRegistered(@TempDir Path folder)
      throws IOException {
    try (WebFleet fleet = WebFleet.start(folder, SIZE)) {
      fleet.breakServer(1);

      ToolResult failed = fleet.run(1, "elb", "restart", "web1").expect(5);

      assertThat(failed.text("message")).contains("kept out", "elb register");
      assertThat(fleet.isTakenOut(1)).isTrue();
      assertThat(fleet.run(2, "elb", "count").expect(10).output()).contains("kept out");
      fleet.configure(2, "waiting: 2s");
      assertThat(fleet.run(2, "elb", "restart", "web2").expect(4).text("message"))
          .contains("no turn", "floor is 2");
      fleet.run(1, "elb", "repair").expect(0);
      assertThat(fleet.isTakenOut(1)).isTrue();

      fleet.mendServer(1);
      fleet.run(1, "elb", "restart", "web1").expect(0);

      assertThat(fleet.haproxy().inService("web")).isEqualTo(SIZE);
      fleet.run(2, "elb", "count").expect(0);
    }
  }

  @Test
  void aFlagFileAndAHandThatTakesOut(@TempDir Path folder) throws IOException {
    try (WebFleet fleet = WebFleet.start(folder, SIZE)) {
      Files.writeString(fleet.flagFile(), "");
      assertThat(fleet.run(1, "elb", "restart", "web1").expect(0).output())
          .contains("the flag file " + fleet.flagFile());
      assertThat(fleet.starts(1)).isEqualTo(1);
      Files.delete(fleet.flagFile());

      fleet.run(1, "elb", "deregister").expect(0);
      assertThat(fleet.isTakenOut(1)).isTrue();
      fleet.run(2, "elb", "count").expect(10);
      fleet.run(2, "elb", "deregister", "--force").expect(0);
      assertThat(fleet.haproxy().inService("web")).isEqualTo(1);

      fleet.run(1, "elb", "register").expect(0);
      fleet.run(2, "elb", "register").expect(0);
      assertThat(fleet.haproxy().inService("web")).isEqualTo(SIZE);

      fleet.haproxy().ask("set server web/web3 state maint");
      int starts = fleet.starts(3);
      assertThat(fleet.run(3, "elb", "restart", "web3").expect(0).output())
          .contains("somebody took it out");
      assertThat(fleet.starts(3)).isEqualTo(starts + 1);
      assertThat(fleet.isTakenOut(3)).isTrue();
      fleet.run(1, "elb", "count").expect(10);
    }
  }

  @Test
  void badInputChangesNothing(@TempDir Path folder) throws IOException {
    try (WebFleet fleet = WebFleet.start(folder, SIZE)) {
      assertThat(fleet.run(1, "elb", "restart", "wbe1").expect(2).text("message"))
          .contains("wbe1", "web1");
      assertThat(
              fleet
                  .run(1, "elb", "restart", "web1", "haproxy/wbe@" + folder + "/haproxy.sock")
                  .expect(2)
                  .text("message"))
          .contains("web");
      fleet.configure(1, "quorum: 1.5");
      assertThat(fleet.run(1, "elb", "restart", "web1").expect(2).errors())
          .contains("elb.quorum", "below 1");
      fleet.configure(1, "quorum: 0.7");
      assertThat(fleet.run(1, "elb", "restart", "web1").expect(3).text("message"))
          .contains("nobody may ever leave", "quorum of 2/3");
      fleet.configure(1, "min-instances: 0\nwaiting: -1s");
      assertThat(fleet.run(1, "elb", "restart", "web1").expect(2).errors())
          .contains("elb.min-instances", "elb.waiting");
      fleet.configure(1, "");
      fleet.supervisorctl("shutdown");
      assertThat(fleet.run(1, "elb", "restart", "web1").expect(5).text("message"))
          .contains("supervisor");
      assertThat(fleet.haproxy().administered("web"))
          .hasSize(SIZE)
          .allMatch(line -> line.contains("admin 0"));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
