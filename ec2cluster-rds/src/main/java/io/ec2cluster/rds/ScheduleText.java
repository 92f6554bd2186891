package io.ec2cluster.rds;

import io.ec2cluster.UsageException;
import io.ec2cluster.calendar.CronCommand;
import io.ec2cluster.calendar.UnitCommand;
import io.ec2cluster.rds.ScheduleReport.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The entries as cron and systemd read them. The replicas come first and the master's class after
 * them, whatever became of the replicas: while a master changes, RDS makes no replicas of it.
 */
final class ScheduleText {
  private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  /** crontab(5): a command is limited to 998 characters; some crons cut off the rest. */
  private static final int LONGEST = 998;

  private ScheduleText() {}

  /** Lines for {@code crontab}, without the user that a file in {@code /etc/cron.d} names. */
  static String cron(ScheduleReport report) {
    return report.entries().stream().map(ScheduleText::cron).collect(Collectors.joining());
  }

  private static String cron(Entry entry) {
    String command =
        Stream.of(entry.replicas(), entry.master())
            .flatMap(Optional::stream)
            .map(CronCommand::of)
            .collect(Collectors.joining("; "));
    if (command.length() > LONGEST || command.indexOf('\n') >= 0) {
      throw new UsageException(
          "entry '%s' of cluster '%s' makes a command of %d characters, cron takes %d on one line: use shorter paths, or --format systemd"
              .formatted(entry.calendar(), entry.cluster(), command.length(), LONGEST));
    }
    return "# cluster %s: %s\n%s %s\n"
        .formatted(
            InstanceNaming.shown(entry.cluster()), entry.demand(), entry.calendar(), command);
  }

  /** Files, each after a comment with its name. */
  static String systemd(ScheduleReport report) {
    return report.entries().stream().map(ScheduleText::systemd).collect(Collectors.joining());
  }

  private static String systemd(Entry entry) {
    if (!UNIT.matcher(entry.cluster()).matches()) {
      throw new UsageException(
          "the name of the cluster %s cannot be a unit's: expected letters, digits, '_', '-' and '.'. Give the cluster another name, or use --format cron"
              .formatted(InstanceNaming.shown(entry.cluster())));
    }
    List<String> files = new ArrayList<>();
    String replicas = name(entry, "replicas");
    entry.replicas().ifPresent(command -> files.addAll(units(entry, replicas, "", command)));
    String after = entry.replicas().map(given -> "After=" + replicas + ".service\n").orElse("");
    entry
        .master()
        .ifPresent(command -> files.addAll(units(entry, name(entry, "master"), after, command)));
    return String.join("", files);
  }

  private static String name(Entry entry, String what) {
    return "ec2cluster-rds-%s-%d-%s".formatted(entry.cluster(), entry.number(), what);
  }

  private static List<String> units(Entry entry, String name, String after, List<String> command) {
    String description =
        UnitCommand.plain("RDS cluster %s: %s".formatted(entry.cluster(), entry.demand()));
    String service =
        """
        # %1$s.service
        [Unit]
        Description=%2$s
        %3$s
        [Service]
        Type=oneshot
        ExecStart=%4$s

        """
            .formatted(name, description, after, UnitCommand.of(command));
    // The default accuracy is a minute, cron's is a second.
    String timer =
        """
        # %1$s.timer
        [Unit]
        Description=%2$s

        [Timer]
        %3$sAccuracySec=1s

        [Install]
        WantedBy=timers.target

        """
            .formatted(
                name,
                description,
                entry.onCalendar().stream()
                    .map(event -> "OnCalendar=" + UnitCommand.plain(event) + "\n")
                    .collect(Collectors.joining()));
    return List.of(service, timer);
  }
}
