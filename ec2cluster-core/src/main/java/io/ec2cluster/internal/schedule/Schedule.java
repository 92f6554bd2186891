package io.ec2cluster.internal.schedule;

import com.google.common.collect.ImmutableList;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ScheduledJob;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code schedule}: jobs that are there on the primary and absent elsewhere. Each starts by
 * {@code lease check}, so that one that is left over on a former primary does nothing.
 */
public final class Schedule {
  private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
  private static final String ROOT = "root";

  private final OperationContext context;
  private final String engine;
  private final Places places;

  /**
   * Where jobs are put.
   *
   * @param cron the directory of cron's files
   * @param units the directory of systemd's units
   * @param systemd a directory that is there where systemd runs the machine (sd_booted(3))
   */
  record Places(Path cron, Path units, Path systemd) {
    static Places ofSystem() {
      return new Places(
          Path.of("/etc/cron.d"), Path.of("/etc/systemd/system"), Path.of("/run/systemd/system"));
    }
  }

  /**
   * The schedule of this machine.
   *
   * @param engine the id of the engine whose role decides
   */
  public Schedule(OperationContext context, String engine) {
    this(context, engine, Places.ofSystem());
  }

  /** With other directories, for tests. */
  Schedule(OperationContext context, String engine, Places places) {
    this.context = context;
    this.engine = engine;
    this.places = places;
  }

  /**
   * What makes the jobs follow a role: one step, or none where no job is configured and none is
   * left over from an earlier configuration.
   */
  public List<Step> steps(Role role) {
    if (jobs().isEmpty() && !isLeftOver()) {
      return List.of();
    }
    return List.of(role == Role.PRIMARY && !jobs().isEmpty() ? install() : remove());
  }

  private Step install() {
    return Step.named("install the scheduled jobs")
        .description(
            "Let this node run the jobs of the primary: "
                + jobs().stream()
                    .map(job -> job.name() + " (" + job.calendar() + ")")
                    .collect(Collectors.joining(", ")))
        .check(step -> state(Optional.of(chosen())))
        .action(
            step -> {
              checkUsers();
              set(Optional.of(chosen()));
            });
  }

  private Step remove() {
    return Step.named("remove the scheduled jobs")
        .description("Let this node run none of the jobs of the primary")
        .check(step -> state(Optional.empty()))
        .action(step -> set(Optional.empty()));
  }

  /** Who runs the jobs; whoever else could have them from earlier has none. */
  private enum Form {
    CRON,
    SYSTEMD
  }

  private Check.State state(Optional<Form> chosen) throws InterruptedException {
    for (Form form : Form.values()) {
      if (!table(form).holds(jobs(form, chosen))) {
        return Check.State.NEEDED;
      }
    }
    return Check.State.DONE;
  }

  /** What is removed goes first, so that no job is there twice. */
  private void set(Optional<Form> chosen) throws InterruptedException {
    for (Form form : Form.values()) {
      if (!chosen.equals(Optional.of(form))) {
        set(form, List.of());
      }
    }
    if (chosen.isPresent()) {
      set(chosen.get(), jobs());
    }
  }

  private void set(Form form, List<ScheduledJob> jobs) throws InterruptedException {
    if (!table(form).holds(jobs)) {
      table(form).set(jobs);
    }
  }

  private List<ScheduledJob> jobs(Form form, Optional<Form> chosen) {
    return chosen.equals(Optional.of(form)) ? jobs() : List.of();
  }

  private List<ScheduledJob> jobs() {
    return settings().schedule();
  }

  private ClusterSettings settings() {
    return context.settings();
  }

  private Form chosen() {
    boolean systemd = Files.isDirectory(places.systemd());
    return switch (settings().scheduleAs()) {
      case CRON -> Form.CRON;
      case SYSTEMD -> {
        if (!systemd) {
          throw new EnvironmentException(
              "schedule-as is systemd, and there is no "
                  + places.systemd()
                  + ": systemd does not run this machine; set schedule-as to cron");
        }
        yield Form.SYSTEMD;
      }
      case AUTO -> {
        if (!systemd && !Files.isDirectory(places.cron())) {
          throw new EnvironmentException(
              "nothing here can run the jobs of 'schedule': found neither %s nor %s, expected systemd or cron; install cron, or take 'schedule' out of the configuration"
                  .formatted(places.systemd(), places.cron()));
        }
        yield systemd ? Form.SYSTEMD : Form.CRON;
      }
    };
  }

  private JobTable table(Form form) {
    return switch (form) {
      case CRON -> new CronFiles(files(places.cron()), leaseCheck());
      case SYSTEMD -> new SystemdTimers(files(places.units()), leaseCheck(), context.commands());
    };
  }

  private OwnFiles files(Path directory) {
    return new OwnFiles(directory, context.cluster());
  }

  private List<String> leaseCheck() {
    return ImmutableList.<String>builder()
        .addAll(context.program())
        .add(engine, "lease", "check")
        .build();
  }

  /** Somebody who may not even look there has left nothing there. */
  private boolean isLeftOver() {
    try {
      return !files(places.cron()).names().isEmpty() || !files(places.units()).names().isEmpty();
    } catch (EnvironmentException unreadable) {
      LOG.debug("no schedule is configured, and whether one is left over is not known", unreadable);
      return false;
    }
  }

  private void checkUsers() throws InterruptedException {
    if (context.program().isEmpty()) {
      throw new UsageException(
          "'schedule' needs the argument vector that runs ec2cluster, with which each job asks for"
              + " the role: an application gives it with Ec2Cluster.builder().program(…)");
    }
    TreeSet<String> users = new TreeSet<>();
    jobs().forEach(job -> job.user().ifPresent(users::add));
    users.remove(ROOT);
    for (String user : users) {
      if (!context.commands().run(Command.of(List.of("id", "-u", "--", user))).succeeded()) {
        throw new EnvironmentException(
            "there is no user '"
                + user
                + "' on this machine ('id -u' knows none), as whom a job of 'schedule' runs: create"
                + " it, or correct the job's user");
      }
    }
  }
}
