package io.ec2cluster.internal.schedule;

import com.google.common.collect.Sets;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.calendar.CronCalendar;
import io.ec2cluster.calendar.CronCommand;
import io.ec2cluster.config.ScheduledJob;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file in {@code /etc/cron.d} for each job. Its line asks for the role and then becomes the job:
 * {@code ec2cluster … lease check >/dev/null && exec …}. It asks as root, whoever the job runs as,
 * because it reads ec2cluster's configuration.
 */
final class CronFiles implements JobTable {
  /** crontab(5): a command is limited to 998 characters; some crons cut off the rest. */
  private static final int LONGEST = 998;

  private static final String SETTINGS =
      "SHELL=/bin/sh\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n";

  /**
   * su(1) gives the user's groups, HOME and name; what follows the user goes to the shell, which
   * becomes the job.
   */
  private static final String AS_USER = "su -s /bin/sh -c 'exec \"$0\" \"$@\"' -- ";

  private final OwnFiles files;
  private final List<String> leaseCheck;

  /**
   * The files in a directory.
   *
   * @param leaseCheck the argument vector that ends with 0 on the primary alone
   */
  CronFiles(OwnFiles files, List<String> leaseCheck) {
    this.files = files;
    this.leaseCheck = List.copyOf(leaseCheck);
  }

  @Override
  public boolean holds(List<ScheduledJob> jobs) {
    return files.hold(texts(jobs));
  }

  @Override
  public void set(List<ScheduledJob> jobs) {
    Map<String, String> wanted = texts(jobs);
    if (!jobs.isEmpty() && !Files.isDirectory(files.path(""))) {
      throw new EnvironmentException(
          "there is no directory "
              + files.path("")
              + ": expected an installed cron; install it, or set schedule-as to systemd");
    }
    files.delete(Sets.difference(files.names(), wanted.keySet()));
    files.write(wanted);
  }

  private Map<String, String> texts(List<ScheduledJob> jobs) {
    Map<String, String> texts = new TreeMap<>();
    // cron ignores files whose names hold a dot (run-parts(8)).
    jobs.forEach(job -> texts.put(files.named(job.name(), ""), files.marked(text(job))));
    return texts;
  }

  private String text(ScheduledJob job) {
    return SETTINGS + fields(job) + " root " + command(job) + "\n";
  }

  private static String fields(ScheduledJob job) {
    return CronCalendar.find(job.calendar())
        .map(CronCalendar::fields)
        .orElseThrow(
            () ->
                new UsageException(
                    "the calendar '"
                        + job.calendar()
                        + "' of job '"
                        + job.name()
                        + "' is systemd's, and cron runs the jobs here: write cron's five fields,"
                        + " such as '0 3 * * *', or set schedule-as to systemd"));
  }

  private String command(ScheduledJob job) {
    String user =
        job.user()
            .filter(name -> !name.equals("root"))
            .map(name -> AS_USER + CronCommand.of(List.of(name)) + " ")
            .orElse("");
    String command =
        CronCommand.of(leaseCheck) + " >/dev/null && exec " + user + CronCommand.of(job.command());
    if (command.indexOf('\n') >= 0) {
      throw new UsageException(
          "the command of job '"
              + job.name()
              + "' holds a line break, which no line of cron can: put it into a script");
    }
    if (command.length() > LONGEST) {
      throw new UsageException(
          "the command of job '%s' makes a line of %d characters, cron takes %d: put it into a script"
              .formatted(job.name(), command.length(), LONGEST));
    }
    return command;
  }
}
