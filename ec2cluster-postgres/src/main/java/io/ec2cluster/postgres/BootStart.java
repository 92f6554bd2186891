package io.ec2cluster.postgres;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the init system from starting the server without the role record. Where systemd runs and
 * the server is a unit of Debian's package, the unit asks {@code lease check --start} first: an
 * {@code ExecCondition=} that ends with 1 to 254 skips the unit, 255 fails it (systemd.service(5)).
 * Elsewhere a note says what to switch off.
 */
final class BootStart {
  private static final Map<String, String> ESCAPES =
      ImmutableMap.of("\\", "\\\\", "\"", "\\\"", "%", "%%", "$", "$$");

  /**
   * A check that ends with anything but yes or no (no Java, a broken configuration) is no answer:
   * the unit fails, and {@code Restart=} tries again, instead of being skipped for good.
   */
  private static final String CONDITION =
      "\"$@\" >/dev/null; case $? in 0) exit 0;; 10) exit 10;; *) exit 255;; esac";

  private final Server server;

  BootStart(Server server) {
    this.server = server;
  }

  Step step() {
    return Step.named("guard the start at boot")
        .description(
            usesUnit()
                ? "Let " + unit() + " ask for the role record first, by " + dropIn()
                : "Say how to keep the server from starting at boot without ec2cluster")
        .check(step -> usesUnit() && isWritten() ? Check.State.DONE : Check.State.NEEDED)
        .action(this::guard);
  }

  private void guard(StepContext step) throws InterruptedException {
    if (!usesUnit()) {
      step.note(advice());
      return;
    }
    try {
      Files.createDirectories(dropIn().resolveSibling(""));
    } catch (IOException failure) {
      throw OwnedFiles.failed("making the folder of", dropIn(), failure);
    }
    // The drop-in is root's own, not the server's user's.
    new OwnedFiles(Optional.empty(), server.context().random()).write(dropIn(), content());
    server
        .programs()
        .require(
            Command.of(List.of("systemctl", "daemon-reload")), "letting systemd read " + dropIn());
  }

  private boolean isWritten() {
    return OwnedFiles.read(dropIn()).equals(content());
  }

  private boolean usesUnit() {
    return server.layout().debian().isPresent()
        && server.machine().systemdRuns()
        && server.machine().privileged();
  }

  private String unit() {
    return server.layout().debian().map(DebianCluster::unit).orElseThrow();
  }

  private Path dropIn() {
    return server.machine().at("/etc/systemd/system/" + unit() + ".d/ec2cluster.conf");
  }

  private String content() {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", CONDITION, "lease-check"));
    command.addAll(server.context().program());
    command.addAll(List.of(PostgresEngine.ID, "lease", "check", "--start"));
    // '+' runs it as root whatever the unit's User= is: it reads ec2cluster's configuration.
    return "# Written by ec2cluster: this server starts only if the role record allows it.\n"
        + "[Service]\n"
        + "ExecCondition=+"
        + String.join(" ", command.stream().map(BootStart::quoted).toList())
        + "\n";
  }

  /** Quoting and specifiers of systemd.service(5), "Command lines". */
  private static String quoted(String word) {
    StringBuilder text = new StringBuilder("\"");
    word.chars()
        .mapToObj(Character::toString)
        .forEach(c -> text.append(ESCAPES.getOrDefault(c, c)));
    return text.append('"').toString();
  }

  private String advice() {
    String lease = "'ec2cluster lease check --start' answers 0 if it may start";
    return server
        .layout()
        .debian()
        .map(
            cluster ->
                "boot start: put 'manual' into "
                    + cluster.startConf()
                    + ", so that only 'ec2cluster init' starts the server; "
                    + lease)
        .orElse(
            "boot start: nothing but 'ec2cluster init' should start the server of "
                + server.layout().dataDirectory()
                + "; switch off what starts it at boot ("
                + lease
                + ")");
  }
}
