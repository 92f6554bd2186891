package io.ec2cluster.elb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceManagerChoiceTest {
  private final FakeCommands commands =
      new FakeCommands(command -> FakeCommands.succeeded("web RUNNING pid 1, uptime 0:00:01\n"));
  private final ServiceManagerChoice choice = new ServiceManagerChoice(commands, new FakeTime());

  @Test
  void theWordsMeanTheirProgramsAndMayHaveOptions() throws InterruptedException {
    choice.of(List.of("supervisor")).require("web");
    choice.of(List.of("supervisor", "-c", "/etc/s.conf")).require("web");

    assertThat(commands.commands())
        .extracting(Command::arguments)
        .containsExactly(
            List.of("supervisorctl", "status"),
            List.of("supervisorctl", "-c", "/etc/s.conf", "status"));
    assertThat(choice.of(List.of("systemd"))).isInstanceOf(SystemdUnit.class);
  }

  @Test
  void aVectorIsRunWithTheServicesName() throws InterruptedException {
    ServiceManager manager = choice.of(List.of("deploy", "restart", "app={{service}}"));

    manager.require("web");
    manager.restart("web");

    assertThat(commands.commands())
        .extracting(Command::arguments)
        .containsExactly(List.of("deploy", "restart", "app=web"));
    assertThat(manager.name()).isEqualTo("deploy");
    assertThat(manager.isRunning("web")).isTrue();
  }

  @Test
  void noneRunsNoProgram() throws InterruptedException {
    choice.of(List.of("deploy", "{{service}}")).restart("NONE");

    assertThat(commands.commands()).isEmpty();
  }

  @Test
  void aProgramThatFailsIsToldWithItsLastWords() {
    FakeCommands failing = new FakeCommands(command -> FakeCommands.ended(3, "", "no such app\n"));
    FakeCommands endless = new FakeCommands(command -> FakeCommands.overdue());

    assertThatThrownBy(
            () ->
                new ServiceManagerChoice(failing, new FakeTime())
                    .of(List.of("deploy", "{{service}}"))
                    .restart("web"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("[deploy, web] ended with exit code 3")
        .hasMessageContaining("no such app");
    assertThatThrownBy(
            () ->
                new ServiceManagerChoice(endless, new FakeTime())
                    .of(List.of("deploy", "{{service}}"))
                    .restart("web"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("did not end within 600 s");
  }

  @Test
  void whatMeansNoneIsRefusedWithTheNearestWord() {
    assertThatThrownBy(() -> choice.of(List.of("supervisord")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("did you mean 'supervisor'?");
    assertThatThrownBy(() -> choice.of(List.of())).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> choice.of(List.of("{{service}}", "x")))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> choice.of(List.of("/no/such/program")).require("web"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no such program");
  }

  @Test
  void aNameThatCouldBeAnOptionReachesNoProgram() {
    ServiceManager manager = choice.of(List.of("deploy", "{{service}}"));

    assertThatThrownBy(() -> manager.restart("--force")).isInstanceOf(UsageException.class);
    assertThat(commands.commands()).isEmpty();
  }
}
