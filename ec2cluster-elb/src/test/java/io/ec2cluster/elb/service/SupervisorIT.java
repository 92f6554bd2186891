package io.ec2cluster.elb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.process.ProcessCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real supervisord with programs that run, that do not, and that cannot. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupervisorIT {
  private static final String PROGRAMS =
      """
      [program:web]
      command=sleep 1000
      startsecs=0
      [program:worker]
      command=sleep 1000
      autostart=false
      startsecs=1
      [program:dies]
      command=sh -c "echo out of luck >&2; exit 3"
      autostart=false
      startretries=0
      [program:late]
      command=sh -c "test -e %1$s/tried || { touch %1$s/tried; exit 3; }; exec sleep 1000"
      autostart=false
      startretries=3
      [program:once]
      command=true
      autostart=false
      startsecs=0
      autorestart=false
      [group:pair]
      programs=left,right
      [program:left]
      command=sleep 1000
      startsecs=0
      [program:right]
      command=sleep 1000
      startsecs=0
      """;

  private RealSupervisor real;
  private Supervisor supervisor;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    real = RealSupervisor.start(folder, PROGRAMS.formatted(folder));
    supervisor =
        new Supervisor(new ProcessCommands(System.getenv()), Time.system(), real.control());
  }

  @AfterAll
  void stop() {
    real.close();
  }

  @Test
  void aProgramThatRunsIsAnotherProcessAfterwards() throws InterruptedException {
    String before = real.say("pid", "web");

    supervisor.require("web");
    supervisor.restart("web");

    assertThat(real.say("pid", "web")).isNotEqualTo(before);
    assertThat(supervisor.isRunning("web")).isTrue();
  }

  @Test
  void aStoppedProgramIsStarted() throws InterruptedException {
    real.say("stop", "worker");
    assertThat(supervisor.isRunning("worker")).isFalse();

    supervisor.restart("worker");

    assertThat(supervisor.isRunning("worker")).isTrue();
  }

  @Test
  void aProgramThatDiesIsAFailureWithItsLastWords() throws InterruptedException {
    supervisor.require("dies");

    assertThatThrownBy(() -> supervisor.restart("dies"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("dies FATAL")
        .hasMessageContaining("out of luck");
    assertThat(supervisor.isRunning("dies")).isFalse();
  }

  @Test
  void aProgramThatRunsAtALaterAttemptIsNoFailure() throws InterruptedException {
    supervisor.restart("late");

    assertThat(supervisor.isRunning("late")).isTrue();
  }

  @Test
  void aProgramThatHasEndedDoesNotRun() throws InterruptedException {
    assertThatThrownBy(() -> supervisor.restart("once"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("once EXITED");
  }

  @Test
  void aGroupIsRestartedWhole() throws InterruptedException {
    String left = real.say("pid", "pair:left");
    String right = real.say("pid", "pair:right");

    supervisor.require("pair:*");
    supervisor.restart("pair:*");

    assertThat(real.say("pid", "pair:left")).isNotEqualTo(left);
    assertThat(real.say("pid", "pair:right")).isNotEqualTo(right);
    assertThat(supervisor.isRunning("pair:left")).isTrue();
    real.say("stop", "pair:left");
    assertThat(supervisor.isRunning("pair:*")).isFalse();
    real.say("start", "pair:left");
  }

  @Test
  void allAreRestartedAndWhatDoesNotRunIsTold() throws InterruptedException {
    String web = real.say("pid", "web");

    assertThatThrownBy(() -> supervisor.restart("ALL"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("dies FATAL")
        .message()
        .doesNotContain("web RUNNING", "once EXITED");
    assertThat(real.say("pid", "web")).isNotEqualTo(web);
    assertThat(supervisor.isRunning("ALL")).isFalse();
  }

  @Test
  void noneIsLeftAlone() throws InterruptedException {
    String web = real.say("pid", "web");

    supervisor.require("NONE");
    supervisor.restart("NONE");

    assertThat(real.say("pid", "web")).isEqualTo(web);
    assertThat(supervisor.isRunning("NONE")).isTrue();
  }

  @Test
  void anUnknownProgramIsToldWithWhatComesNear() {
    assertThatThrownBy(() -> supervisor.require("wbe"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no program 'wbe'")
        .hasMessageContaining("did you mean 'web'?");
    assertThatThrownBy(() -> supervisor.restart("pair"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("pair:*");
    assertThatThrownBy(() -> supervisor.restart("all")).isInstanceOf(UsageException.class);
  }

  @Test
  void aNameThatCouldBeAnOptionIsRefused() {
    for (String name : List.of("-c", "--help", "web dies", "", "a\nb")) {
      assertThatThrownBy(() -> supervisor.require(name))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("is no name of a service");
    }
  }

  @Test
  void supervisorThatIsDownIsToldWithWhatToDo(@TempDir Path other)
      throws IOException, InterruptedException {
    RealSupervisor down = RealSupervisor.start(other, "");
    down.close();
    Supervisor unheard =
        new Supervisor(new ProcessCommands(System.getenv()), Time.system(), down.control());

    assertThatThrownBy(() -> unheard.require("web"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("does not answer")
        .hasMessageContaining("supervisord runs");
    assertThatCode(() -> unheard.require("NONE")).doesNotThrowAnyException();
  }

  @Test
  void supervisorWithoutProgramsKnowsNone(@TempDir Path other)
      throws IOException, InterruptedException {
    try (RealSupervisor empty = RealSupervisor.start(other, "")) {
      Supervisor idle =
          new Supervisor(new ProcessCommands(System.getenv()), Time.system(), empty.control());

      assertThatThrownBy(() -> idle.require("web"))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("there is none at all");
    }
  }
}
