package io.ec2cluster.host;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.OperationContext;
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
 * Keeps the init system from starting an engine without the role record. Where systemd runs, this
 * process is root and the engine is a unit, the unit asks {@code lease check --start} first: an
 * {@code ExecCondition=} that ends with 1 to 254 skips the unit, 255 fails it (systemd.service(5)).
 * Elsewhere a note says what to switch off.
 */
public final class BootGuard {
  private static final Map<String, String> ESCAPES =
      ImmutableMap.of("\\", "\\\\", "\"", "\\\"", "%", "%%", "$", "$$");

  /**
   * A check that ends with anything but yes or no (no Java, a broken configuration) is no answer:
   * the unit fails, and {@code Restart=} tries again, instead of being skipped for good.
   */
  private static final String CONDITION =
      "\"$@\" >/dev/null; case $? in 0) exit 0;; 10) exit 10;; *) exit 255;; esac";

  private final OperationContext context;
  private final Machine machine;
  private final String engine;
  private final Optional<String> unit;
  private final String advice;
  private final List<String> further;

  /**
   * The guard of an engine's server.
   *
   * @param engine the engine's id
   * @param unit the systemd unit that starts the server, where there is one
   * @param advice what a person has to switch off where systemd cannot be told
   */
  public BootGuard(
      OperationContext context,
      Machine machine,
      String engine,
      Optional<String> unit,
      String advice) {
    this(context, machine, engine, unit, advice, List.of());
  }

  private BootGuard(
      OperationContext context,
      Machine machine,
      String engine,
      Optional<String> unit,
      String advice,
      List<String> further) {
    this.context = context;
    this.machine = machine;
    this.engine = engine;
    this.unit = unit;
    this.advice = advice;
    this.further = List.copyOf(further);
  }

  /** The same, where the unit removes a file, as root, before each start. */
  public BootGuard removing(Path file) {
    // '-' lets the start go on where there is no such file, '+' runs it as root.
    String line = "ExecStartPre=-+/bin/rm -f " + quoted(file.toString());
    return new BootGuard(context, machine, engine, unit, advice, List.of(line));
  }

  /** The step that makes it so. */
  public Step step() {
    return Step.named("guard the start at boot")
        .description(
            usesUnit()
                ? "Let " + unit.orElseThrow() + " ask for the role record first, by " + dropIn()
                : "Say how to keep the server from starting at boot without ec2cluster")
        .check(step -> usesUnit() && isWritten() ? Check.State.DONE : Check.State.NEEDED)
        .action(this::guard);
  }

  /**
   * The inspection of what {@link #step} makes. That it is missing is no problem before {@code
   * init} has run, and afterwards a repeated {@code init} makes it.
   */
  public Inspection inspection() {
    return new Inspection(
        "start at boot", "run 'ec2cluster init', which writes the guard", this::look);
  }

  private Finding look() {
    if (unit.isEmpty() || !machine.systemdRuns()) {
      return Finding.notChecked(
          "what starts it at boot is not known here (no unit, or no systemd): " + advice);
    }
    if (Files.exists(dropIn()) && !Files.isReadable(dropIn())) {
      return Finding.notChecked("user '" + machine.user() + "' cannot read " + dropIn());
    }
    if (isWritten()) {
      return Finding.ok(unit.orElseThrow() + " asks for the role record first, by " + dropIn());
    }
    return Finding.warning(
        Files.exists(dropIn())
            ? dropIn() + " asks by another command than this one would write"
            : unit.orElseThrow() + " does not ask for the role record before it starts",
        "run 'ec2cluster init' as root, which writes " + dropIn() + "; until then: " + advice);
  }

  private void guard(StepContext step) throws InterruptedException {
    if (!usesUnit()) {
      step.note(
          "boot start: "
              + advice
              + " ('ec2cluster lease check --start' answers 0 if it may start)");
      return;
    }
    try {
      Files.createDirectories(dropIn().resolveSibling(""));
    } catch (IOException failure) {
      throw OwnedFiles.failed("making the folder of", dropIn(), failure);
    }
    // The drop-in is root's own, not the server's user's.
    new OwnedFiles(Optional.empty(), context.random()).write(dropIn(), content());
    CommandResult reload =
        context.commands().run(Command.of(List.of("systemctl", "daemon-reload")));
    if (!reload.succeeded()) {
      throw new EnvironmentException(
          "letting systemd read "
              + dropIn()
              + " failed: systemctl daemon-reload: "
              + reload.lastWords(5));
    }
  }

  private boolean isWritten() {
    return OwnedFiles.read(dropIn()).equals(content());
  }

  private boolean usesUnit() {
    return unit.isPresent() && machine.systemdRuns() && machine.privileged();
  }

  private Path dropIn() {
    return machine.at("/etc/systemd/system/" + unit.orElseThrow() + ".d/ec2cluster.conf");
  }

  private String content() {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", CONDITION, "lease-check"));
    command.addAll(context.program());
    command.addAll(List.of(engine, "lease", "check", "--start"));
    List<String> lines = new ArrayList<>();
    lines.add("# Written by ec2cluster: this server starts only if the role record allows it.");
    lines.add("[Service]");
    // '+' runs it as root whatever the unit's User= is: it reads ec2cluster's configuration.
    lines.add(
        "ExecCondition=+" + String.join(" ", command.stream().map(BootGuard::quoted).toList()));
    lines.addAll(further);
    return String.join("\n", lines) + "\n";
  }

  /** Quoting and specifiers of systemd.service(5), "Command lines". */
  private static String quoted(String word) {
    StringBuilder text = new StringBuilder("\"");
    word.chars()
        .mapToObj(Character::toString)
        .forEach(c -> text.append(ESCAPES.getOrDefault(c, c)));
    return text.append('"').toString();
  }
}
