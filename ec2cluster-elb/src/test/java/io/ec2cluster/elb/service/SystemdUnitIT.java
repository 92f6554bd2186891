package io.ec2cluster.elb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A strict stand-in for {@code systemctl}: any argument vector but those that systemd's manual
 * knows is refused. No test machine is sure to run systemd itself.
 */
class SystemdUnitIT {
  private static final String SYSTEMCTL =
      """
      #!/bin/sh
      here=$(dirname "$0")
      echo "$*" >>"$here/calls"
      case "$1 $#" in
        "show 4")
          test "$2 $3" = "--property=LoadState,ActiveState,SubState,Result,Type --" || exit 64
          cat "$here/$4.unit" 2>/dev/null || printf 'LoadState=not-found\\nActiveState=inactive\\n' ;;
        "restart 4")
          test "$2 $3" = "--no-ask-password --" || exit 64
          test ! -e "$here/refuse" || { echo "Access denied" >&2; exit 4; }
          test ! -e "$here/next" || cp "$here/next" "$here/$4.unit" ;;
        "list-unit-files 5")
          printf 'nginx.service enabled enabled\\nweb.service enabled enabled\\n' ;;
        *) echo "unexpected: $*" >&2; exit 64 ;;
      esac
      """;

  private final FakeTime time = new FakeTime();
  private Path folder;
  private SystemdUnit systemd;

  @BeforeEach
  void install(@TempDir Path temporary) throws IOException {
    folder = temporary;
    Path program = Files.writeString(folder.resolve("systemctl"), SYSTEMCTL);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    systemd =
        new SystemdUnit(new ProcessCommands(System.getenv()), time, List.of(program.toString()));
    unit("web.unit", "active", "running", "success", "simple");
  }

  @Test
  void aUnitIsRestartedAndStillRunsASecondLater() throws IOException, InterruptedException {
    systemd.require("web");
    systemd.restart("web");

    assertThat(calls()).contains("restart --no-ask-password -- web");
    assertThat(time.elapsed()).hasSeconds(1);
    assertThat(systemd.isRunning("web")).isTrue();
  }

  @Test
  void aUnitThatFailsAfterItsStartIsAFailure() throws IOException {
    unit("next", "failed", "failed", "exit-code", "simple");

    assertThatThrownBy(() -> systemd.restart("web"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("it is failed (failed, result exit-code)");
  }

  @Test
  void aUnitThatIsStartedAgainAndAgainIsAFailure() throws IOException {
    unit("next", "activating", "auto-restart", "exit-code", "simple");

    assertThatThrownBy(() -> systemd.restart("web"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("it is activating (auto-restart");
  }

  @Test
  void aOneshotThatHasDoneItsWorkIsNoFailure() throws IOException, InterruptedException {
    unit("next", "inactive", "dead", "success", "oneshot");

    systemd.restart("web");

    assertThat(systemd.isRunning("web")).isTrue();
  }

  @Test
  void aRefusalIsToldInSystemdsWords() throws IOException {
    Files.createFile(folder.resolve("refuse"));

    assertThatThrownBy(() -> systemd.restart("web"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("exit code 4: Access denied");
  }

  @Test
  void anUnknownUnitIsToldWithWhatComesNear() throws IOException {
    assertThatThrownBy(() -> systemd.restart("ngnix"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no unit 'ngnix'")
        .hasMessageContaining("did you mean 'nginx'?");
    assertThat(calls()).noneMatch(call -> call.startsWith("restart"));
  }

  @Test
  void aMaskedUnitIsRefused() throws IOException {
    Files.writeString(folder.resolve("off.unit"), "LoadState=masked\nActiveState=inactive\n");

    assertThatThrownBy(() -> systemd.require("off"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("as masked");
  }

  @Test
  void allIsSupervisorsAndNoneIsNothing() throws IOException, InterruptedException {
    systemd.restart("NONE");

    assertThat(systemd.isRunning("NONE")).isTrue();
    assertThat(Files.exists(folder.resolve("calls"))).isFalse();
    assertThatThrownBy(() -> systemd.require("ALL")).isInstanceOf(UsageException.class);
  }

  @Test
  void whereSystemdDoesNotRunThatIsTold() throws IOException {
    Files.writeString(
        folder.resolve("systemctl"),
        "#!/bin/sh\necho \"Can't operate. Failed to connect to bus: Host is down\" >&2\nexit 1\n");

    assertThatThrownBy(() -> systemd.require("web"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("Failed to connect to bus")
        .hasMessageContaining("elb.service-manager");
  }

  private void unit(String file, String active, String sub, String result, String type)
      throws IOException {
    Files.writeString(
        folder.resolve(file),
        "LoadState=loaded\nActiveState=%s\nSubState=%s\nResult=%s\nType=%s\n"
            .formatted(active, sub, result, type));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }
}
