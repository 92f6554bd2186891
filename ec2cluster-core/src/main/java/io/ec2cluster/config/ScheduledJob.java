package io.ec2cluster.config;

import com.google.common.base.CharMatcher;
import io.ec2cluster.calendar.CronCalendar;
import io.ec2cluster.internal.config.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A job of the {@code schedule} list: it runs on the primary alone.
 *
 * @param name a DNS label, unique in the list: part of the name of its file or timer
 * @param calendar when it runs: cron's five fields, in the machine's time zone; or for systemd
 *     alone a calendar event ({@code Mon *-*-* 03:00}, {@code daily}), which systemd itself judges
 * @param command its argument vector, run as it stands; the program by its absolute path, or by its
 *     name alone where it is in one of the system's folders
 * @param user as whom it runs; root by default
 */
public record ScheduledJob(
    @Setting("name of the job, a DNS label") String name,
    @Setting("when it runs: five cron fields, or a systemd calendar event") String calendar,
    @Setting("argument vector of the job") List<String> command,
    @Setting("as whom it runs; by default root") Optional<String> user) {
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");

  private static final CharMatcher CONTROL =
      CharMatcher.javaIsoControl().and(CharMatcher.isNot('\t'));

  /** systemd takes a program's first character for a prefix and its dollar as it is. */
  private static final Pattern PROGRAM =
      Pattern.compile("/[^$\\p{Cntrl}]+|[A-Za-z0-9_][^/$\\p{Cntrl}]*");

  /** Refuses what cannot become a line of cron or a unit. */
  public ScheduledJob {
    command = List.copyOf(command);
    if (!LABEL.matcher(name).matches()) {
      throw new InvalidSettingException(
          "name", "found " + Quoted.of(name) + ", expected a DNS label such as nightly-backup");
    }
    if (command.isEmpty() || command.get(0).isBlank()) {
      throw new InvalidSettingException(
          "command", "found no program, expected an argument vector such as [/opt/db/backup]");
    }
    if (!PROGRAM.matcher(command.get(0)).matches()) {
      throw new InvalidSettingException(
          "command",
          "found the program "
              + Quoted.of(command.get(0))
              + ", expected an absolute path without '$', or a name alone");
    }
    if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      throw new InvalidSettingException(
          "command", "found a NUL character, expected words that a program can be given");
    }
    user.ifPresent(ScheduledJob::checkUser);
    checkCalendar(calendar);
  }

  private static void checkUser(String user) {
    if (!USER.matcher(user).matches()) {
      throw new InvalidSettingException(
          "user", "found " + Quoted.of(user) + ", expected the name of a user of this machine");
    }
  }

  private static void checkCalendar(String calendar) {
    if (calendar.isBlank() || calendar.startsWith("@") || CONTROL.matchesAnyOf(calendar)) {
      throw new InvalidSettingException(
          "calendar",
          "found "
              + Quoted.of(calendar)
              + ", expected cron's five fields, such as '0 3 * * *', or a systemd calendar event,"
              + " such as 'daily'");
    }
    try {
      CronCalendar.find(calendar);
    } catch (IllegalArgumentException wrong) {
      InvalidSettingException invalid =
          new InvalidSettingException(
              "calendar", wrong.getMessage() + ", in " + Quoted.of(calendar));
      invalid.initCause(wrong);
      throw invalid;
    }
  }

  /** Whether its calendar is cron's five fields. */
  public boolean isCron() {
    return CronCalendar.find(calendar).isPresent();
  }
}
