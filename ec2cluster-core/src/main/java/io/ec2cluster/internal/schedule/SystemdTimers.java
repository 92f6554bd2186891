package io.ec2cluster.internal.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.calendar.CronCalendar;
import io.ec2cluster.calendar.UnitCommand;
import io.ec2cluster.config.ScheduledJob;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A service and a timer in {@code /etc/systemd/system} for each job. The service asks for the role
 * first: an {@code ExecCondition=} that ends with 1 to 254 skips it, 255 fails it
 * (systemd.service(5)). So a node that is not the primary skips the job, and one that cannot tell
 * shows a failed unit.
 */
final class SystemdTimers implements JobTable {
  private static final String SERVICE = ".service";
  private static final String TIMER = ".timer";

  /** ExecCondition= came with 243; an older systemd ignores it, and would run every job. */
  private static final int OLDEST = 243;

  private static final Pattern VERSION =
      Pattern.compile("systemd ([0-9]{1,6})\\b.*", Pattern.DOTALL);
  private static final String CONDITION =
      "\"$@\" >/dev/null; case $? in 0) exit 0;; 10) exit 10;; *) exit 255;; esac";

  private final OwnFiles files;
  private final List<String> leaseCheck;
  private final Commands commands;

  /**
   * The units in a directory.
   *
   * @param leaseCheck the argument vector that ends with 0 on the primary and with 10 elsewhere
   */
  SystemdTimers(OwnFiles files, List<String> leaseCheck, Commands commands) {
    this.files = files;
    this.leaseCheck = List.copyOf(leaseCheck);
    this.commands = commands;
  }

  @Override
  public boolean holds(List<ScheduledJob> jobs) throws InterruptedException {
    Map<String, String> wanted = texts(jobs);
    if (!files.hold(wanted)) {
      return false;
    }
    for (String timer : timers(wanted.keySet())) {
      if (!run("is-enabled", "--quiet", timer).succeeded()
          || !run("is-active", "--quiet", timer).succeeded()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void set(List<ScheduledJob> jobs) throws InterruptedException {
    Map<String, String> wanted = texts(jobs);
    if (!jobs.isEmpty()) {
      checkVersion();
    }
    Set<String> obsolete = Set.copyOf(Sets.difference(files.names(), wanted.keySet()));
    List<String> ending = timers(obsolete);
    if (!ending.isEmpty()) {
      require("disable", ImmutableList.<String>builder().add("--now").addAll(ending).build());
    }
    files.delete(obsolete);
    files.write(wanted);
    require("daemon-reload", List.of());
    List<String> timers = timers(wanted.keySet());
    if (!timers.isEmpty()) {
      require("enable", timers);
      // Not enable --now: a timer that runs already would keep its old calendar.
      require("restart", timers);
    }
  }

  private static List<String> timers(Set<String> names) {
    return names.stream().filter(name -> name.endsWith(TIMER)).sorted().toList();
  }

  private Map<String, String> texts(List<ScheduledJob> jobs) {
    Map<String, String> texts = new TreeMap<>();
    for (ScheduledJob job : jobs) {
      texts.put(files.named(job.name(), SERVICE), files.marked(service(job)));
      texts.put(files.named(job.name(), TIMER), files.marked(timer(job)));
    }
    return texts;
  }

  private String service(ScheduledJob job) {
    List<String> condition =
        ImmutableList.<String>builder()
            .add("-c", CONDITION, "lease-check")
            .addAll(leaseCheck)
            .build();
    // '+' asks as root whatever User= is: it reads ec2cluster's configuration.
    return """
        [Unit]
        Description=Job %s of the primary

        [Service]
        Type=oneshot
        %sExecCondition=+/bin/sh %s
        ExecStart=%s
        """
        .formatted(
            job.name(),
            job.user().map(user -> "User=" + user + "\n").orElse(""),
            UnitCommand.of(condition),
            UnitCommand.of(job.command()));
  }

  private static String timer(ScheduledJob job) {
    List<String> events =
        CronCalendar.find(job.calendar())
            .map(CronCalendar::onCalendar)
            .orElseGet(() -> List.of(job.calendar()));
    // The default accuracy is a minute, cron's is a second.
    return """
        [Unit]
        Description=When job %s of the primary runs

        [Timer]
        %sAccuracySec=1s

        [Install]
        WantedBy=timers.target
        """
        .formatted(
            job.name(),
            events.stream()
                .map(event -> "OnCalendar=" + UnitCommand.plain(event) + "\n")
                .collect(Collectors.joining()));
  }

  private void checkVersion() throws InterruptedException {
    Matcher version = VERSION.matcher(require("--version", List.of()).output());
    if (!version.matches() || Integer.parseInt(version.group(1)) < OLDEST) {
      throw new EnvironmentException(
          "found %s, expected systemd %d or newer: an older one would run the jobs on every node; set schedule-as to cron"
              .formatted(version.matches() ? "systemd " + version.group(1) : "no version", OLDEST));
    }
  }

  private CommandResult require(String verb, List<String> units) throws InterruptedException {
    CommandResult result =
        run(ImmutableList.<String>builder().add(verb).addAll(units).build().toArray(String[]::new));
    if (!result.succeeded()) {
      throw new EnvironmentException(
          "'systemctl "
              + verb
              + (units.isEmpty() ? "" : " " + String.join(" ", units))
              + "' failed ("
              + (result.timedOut() ? "it took too long" : "exit code " + result.exitCode())
              + "): "
              + result.lastWords(5)
              + ". Correct the cause and run the same command again, as root");
    }
    return result;
  }

  private CommandResult run(String... arguments) throws InterruptedException {
    return commands.run(
        Command.of(ImmutableList.<String>builder().add("systemctl").add(arguments).build()));
  }
}
