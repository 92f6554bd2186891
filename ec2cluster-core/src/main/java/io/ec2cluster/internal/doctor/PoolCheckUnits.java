package io.ec2cluster.internal.doctor;

import io.ec2cluster.config.AgentSettings;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.host.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What runs {@code pool check} on this machine, by what is enabled at boot: the unit of the agent,
 * the timer, both by the names that their files have in the documentation, or cron.
 */
final class PoolCheckUnits {
  /** The operation, and what the agent's setting calls it. */
  static final String OPERATION = "pool check";

  private static final String AGENT = "ec2cluster-agent.service";
  private static final String TIMER = "ec2cluster-pool-check.timer";
  private static final String UNITS = "/etc/systemd/system";
  private static final Pattern LINE = Pattern.compile("(?m)^[^#\\n]*ec2cluster[^#\\n]*pool check");

  private final Machine machine;
  private final boolean agentChecks;

  PoolCheckUnits(Machine machine, AgentSettings agent) {
    this.machine = machine;
    this.agentChecks = !Duration.ZERO.equals(agent.tasks().get(OPERATION));
  }

  Finding look() {
    boolean systemd = machine.systemdRuns();
    boolean agent = systemd && isEnabled(AGENT);
    Optional<String> other =
        systemd && isEnabled(TIMER) ? Optional.of(TIMER) : crontab().map(Path::toString);
    if (agent) {
      return besideAgent(other);
    }
    if (other.isPresent()) {
      return Finding.ok("by " + other.get());
    }
    return systemd
        ? Finding.warning(
            "neither %s nor %s is enabled, and cron does not run it: who is unfit, or terminated, stays in the replica pool"
                .formatted(AGENT, TIMER),
            "systemctl enable --now " + AGENT + ", or the timer (docs/systemd)")
        : Finding.notChecked(
            "what runs it is not known here (no systemd, nothing in cron's files): the agent, or something every minute");
  }

  private Finding besideAgent(Optional<String> other) {
    if (!agentChecks) {
      return Finding.warning(
          AGENT
              + " is enabled, and agent.tasks keeps it from 'pool check' (0s)"
              + other.filter(TIMER::equals).map(timer -> "; it ends " + timer).orElse(""),
          "leave 'pool check' out of agent.tasks");
    }
    return other
        .map(
            twice ->
                Finding.warning(
                    AGENT + " is enabled, and so is what it does by itself: " + twice,
                    twice.equals(TIMER)
                        ? "systemctl disable --now " + TIMER
                        : "take 'pool check' out of " + twice))
        .orElseGet(() -> Finding.ok("by " + AGENT));
  }

  /** {@code systemctl enable} makes links to it, for each unit that wants or requires it. */
  private boolean isEnabled(String unit) {
    return entries(machine.at(UNITS), "*.{wants,requires}").stream()
        .anyMatch(folder -> Files.exists(folder.resolve(unit), LinkOption.NOFOLLOW_LINKS));
  }

  private Optional<Path> crontab() {
    List<Path> files = new ArrayList<>(List.of(machine.at("/etc/crontab")));
    files.addAll(entries(machine.at("/etc/cron.d"), "*"));
    files.addAll(entries(machine.at("/var/spool/cron/crontabs"), "*"));
    files.addAll(entries(machine.at("/var/spool/cron"), "*"));
    return files.stream().filter(PoolCheckUnits::names).findFirst();
  }

  private static boolean names(Path crontab) {
    try {
      return Files.isRegularFile(crontab)
          && LINE.matcher(Files.readString(crontab, StandardCharsets.ISO_8859_1)).find();
    } catch (IOException hidden) {
      return false;
    }
  }

  private static List<Path> entries(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, glob)) {
      all.forEach(found::add);
    } catch (IOException | DirectoryIteratorException missingOrHidden) {
      return found;
    }
    return found;
  }
}
