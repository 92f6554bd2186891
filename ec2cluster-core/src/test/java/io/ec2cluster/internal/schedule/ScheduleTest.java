package io.ec2cluster.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ScheduleForm;
import io.ec2cluster.config.ScheduledJob;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleTest {
  private static final ScheduledJob BACKUP =
      job("backup", "0 3 * * *", List.of("/opt/db/backup", "--to", "s3 bucket"), "postgres");
  private static final ScheduledJob VACUUM =
      job("vacuum", "*/15 * * * mon", List.of("vacuumdb", "100%"), "");

  private final Path cron;
  private final Path units;
  private final Path systemd;

  /** The timers that systemd has enabled and started. */
  private final Set<String> timers = new TreeSet<>();

  private String version = "systemd 252 (252.30-1~deb12u2)\n+PAM +AUDIT\n";
  private boolean userExists = true;
  private final FakeCommands commands = new FakeCommands(this::answer);
  private List<ScheduledJob> jobs = List.of(BACKUP, VACUUM);
  private ScheduleForm form = ScheduleForm.AUTO;
  private String cluster = "maindb";
  private List<String> program = List.of("/usr/bin/ec2cluster", "--config", "/etc/my config.yaml");

  ScheduleTest(@TempDir Path folder) {
    cron = folder.resolve("cron.d");
    units = folder.resolve("units");
    systemd = folder.resolve("run-systemd");
  }

  @BeforeEach
  void aMachineWithCron() throws IOException {
    Files.createDirectory(cron);
    Files.createDirectory(units);
  }

  @Test
  void aPrimaryHasAFileOfCronForEachJobWhichAsksForTheRoleFirst() throws IOException {
    Report report = run(Role.PRIMARY);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(names(cron)).containsExactly("ec2cluster-maindb-backup", "ec2cluster-maindb-vacuum");
    Path file = cron.resolve("ec2cluster-maindb-backup");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Files.readAllLines(file))
        .first()
        .asString()
        .startsWith("# Written by ec2cluster for the primary of cluster 'maindb'");
    assertThat(Files.readAllLines(file))
        .contains("SHELL=/bin/sh")
        .last()
        .isEqualTo(
            "0 3 * * * root /usr/bin/ec2cluster --config '/etc/my config.yaml' memory lease check"
                + " >/dev/null && exec su -s /bin/sh -c 'exec \"$0\" \"$@\"' -- postgres"
                + " /opt/db/backup --to 's3 bucket'");
    assertThat(Files.readString(cron.resolve("ec2cluster-maindb-vacuum")))
        .endsWith(
            "*/15 * * * mon root /usr/bin/ec2cluster --config '/etc/my config.yaml' memory"
                + " lease check >/dev/null && exec vacuumdb '100\\%'\n");
  }

  @Test
  void whatIsThereAlreadyIsNotWrittenAgain() {
    run(Role.PRIMARY);

    Report again = run(Role.PRIMARY);

    assertThat(again.steps())
        .extracting(Report.StepReport::outcome)
        .containsExactly(StepOutcome.ALREADY_SO);
  }

  @Test
  void anotherNodeHasNoneAndLeavesTheFilesOfOthersAlone() throws IOException {
    run(Role.PRIMARY);
    Files.writeString(cron.resolve("ec2cluster-maindb-mine"), "# by hand\n");
    Files.writeString(cron.resolve("backup"), "# the team's\n");
    cluster = "maindb-backup";
    jobs = List.of(job("x", "0 3 * * *", List.of("true"), ""));
    run(Role.PRIMARY);
    cluster = "maindb";

    Report report = run(Role.REPLICA);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(names(cron))
        .containsExactly("backup", "ec2cluster-maindb-backup-x", "ec2cluster-maindb-mine");
    assertThat(run(Role.REPLICA).steps())
        .extracting(Report.StepReport::outcome)
        .containsExactly(StepOutcome.ALREADY_SO);
  }

  @Test
  void aChangedScheduleIsFollowedAndAJobThatIsGoneIsRemoved() throws IOException {
    run(Role.PRIMARY);
    jobs = List.of(job("backup", "0 4 * * *", List.of("/opt/db/backup"), ""));

    run(Role.PRIMARY);

    assertThat(names(cron)).containsExactly("ec2cluster-maindb-backup");
    assertThat(Files.readString(cron.resolve("ec2cluster-maindb-backup"))).contains("\n0 4 * * * ");
  }

  @Test
  void whatALaterConfigurationNoLongerNamesIsRemovedAndThenThereIsNoStep() throws IOException {
    run(Role.PRIMARY);
    jobs = List.of();

    Report report = run(Role.PRIMARY);

    assertThat(report.steps())
        .extracting(Report.StepReport::name)
        .containsExactly("remove the scheduled jobs");
    assertThat(names(cron)).isEmpty();
    assertThat(run(Role.PRIMARY).steps()).isEmpty();
  }

  @Test
  void aFileOfSomebodyElseIsNotOverwritten() throws IOException {
    Path theirs = cron.resolve("ec2cluster-maindb-backup");
    Files.writeString(theirs, "# by hand\n");

    Report report = run(Role.PRIMARY);

    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.message()).contains(theirs.toString(), "remove it", "another name");
    assertThat(theirs).hasContent("# by hand\n");
  }

  @Test
  void aPermissionThatOthersGotIsTakenAwayAgain() throws IOException {
    run(Role.PRIMARY);
    Path file = cron.resolve("ec2cluster-maindb-backup");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    run(Role.PRIMARY);

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
  }

  @Test
  void whereSystemdRunsAPrimaryHasAServiceAndATimerForEachJob() throws IOException {
    Files.createDirectory(systemd);

    Report report = run(Role.PRIMARY);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(names(cron)).isEmpty();
    assertThat(names(units))
        .containsExactly(
            "ec2cluster-maindb-backup.service",
            "ec2cluster-maindb-backup.timer",
            "ec2cluster-maindb-vacuum.service",
            "ec2cluster-maindb-vacuum.timer");
    assertThat(Files.readAllLines(units.resolve("ec2cluster-maindb-backup.service")))
        .contains(
            "Type=oneshot",
            "User=postgres",
            "ExecCondition=+/bin/sh \"-c\" \"\\\"$$@\\\" >/dev/null; case $$? in 0) exit 0;;"
                + " 10) exit 10;; *) exit 255;; esac\" \"lease-check\" \"/usr/bin/ec2cluster\""
                + " \"--config\" \"/etc/my config.yaml\" \"memory\" \"lease\" \"check\"",
            "ExecStart=\"/opt/db/backup\" \"--to\" \"s3 bucket\"");
    assertThat(Files.readAllLines(units.resolve("ec2cluster-maindb-vacuum.service")))
        .contains("ExecStart=\"vacuumdb\" \"100%%\"")
        .noneMatch(line -> line.startsWith("User="));
    assertThat(Files.readAllLines(units.resolve("ec2cluster-maindb-vacuum.timer")))
        .contains("OnCalendar=Mon *-*-* *:00,15,30,45:00", "WantedBy=timers.target");
    assertThat(timers)
        .containsExactly("ec2cluster-maindb-backup.timer", "ec2cluster-maindb-vacuum.timer");
    assertThat(run(Role.PRIMARY).steps())
        .extracting(Report.StepReport::outcome)
        .containsExactly(StepOutcome.ALREADY_SO);
  }

  @Test
  void killedBeforeItsTimersWereStartedTheNextRunStartsThem() throws IOException {
    Files.createDirectory(systemd);
    run(Role.PRIMARY);
    timers.remove("ec2cluster-maindb-vacuum.timer");

    run(Role.PRIMARY);

    assertThat(timers).hasSize(2);
  }

  @Test
  void elsewhereTheTimersAreStoppedBeforeTheirFilesAreRemoved() throws IOException {
    Files.createDirectory(systemd);
    run(Role.PRIMARY);

    Report report = run(Role.REPLICA);

    assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
    assertThat(timers).isEmpty();
    assertThat(names(units)).isEmpty();
    assertThat(called()).endsWith("disable", "daemon-reload");
  }

  @Test
  void anExpressionOfSystemdIsLeftToSystemd() throws IOException {
    Files.createDirectory(systemd);
    jobs = List.of(job("backup", "Mon *-*-* 03:00 UTC", List.of("/opt/db/backup"), ""));

    run(Role.PRIMARY);

    assertThat(Files.readAllLines(units.resolve("ec2cluster-maindb-backup.timer")))
        .contains("OnCalendar=Mon *-*-* 03:00 UTC");
  }

  @Test
  void anExpressionOfSystemdIsRefusedWhereCronRunsTheJobs() throws IOException {
    jobs = List.of(job("backup", "daily", List.of("/opt/db/backup"), ""));

    Report report = run(Role.PRIMARY);

    assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
    assertThat(report.message()).contains("'daily' of job 'backup'", "five fields");
    assertThat(names(cron)).isEmpty();
  }

  @Test
  void anotherFormTakesTheJobsOver() throws IOException {
    run(Role.PRIMARY);
    Files.createDirectory(systemd);

    run(Role.PRIMARY);
    assertThat(names(cron)).isEmpty();
    assertThat(timers).hasSize(2);

    form = ScheduleForm.CRON;
    run(Role.PRIMARY);
    assertThat(names(units)).isEmpty();
    assertThat(timers).isEmpty();
    assertThat(names(cron)).hasSize(2);
  }

  @Test
  void aSystemdThatWouldIgnoreTheConditionGetsNoJobs() throws IOException {
    Files.createDirectory(systemd);
    version = "systemd 237\n+PAM\n";

    Report report = run(Role.PRIMARY);

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(report.message()).contains("systemd 237", "243", "set schedule-as to cron");
    assertThat(names(units)).isEmpty();
  }

  @Test
  void aMachineThatCanRunNoJobsIsToldSo() throws IOException {
    Files.delete(cron);

    Report auto = run(Role.PRIMARY);
    form = ScheduleForm.CRON;
    Report asked = run(Role.PRIMARY);
    form = ScheduleForm.SYSTEMD;
    Report other = run(Role.PRIMARY);

    assertThat(auto.message()).contains("found neither", systemd.toString(), cron.toString());
    assertThat(asked.message()).contains("there is no directory " + cron, "install");
    assertThat(other.message()).contains("schedule-as is systemd", systemd.toString());
    assertThat(List.of(auto.outcome(), asked.outcome(), other.outcome()))
        .containsOnly(Outcome.ENVIRONMENT_FAILED);
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamedWithWhatToDo() throws IOException {
    // What root may not write either: a directory where the temporary file belongs.
    Files.createDirectories(cron.resolve(".ec2cluster-maindb-backup.new/in-the-way"));

    Report report = run(Role.PRIMARY);

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(report.message())
        .contains(
            "cannot write " + cron.resolve("ec2cluster-maindb-backup"), "run ec2cluster as root");
  }

  @Test
  void aJobOfAnUnknownUserIsRefusedBeforeAnythingIsWritten() throws IOException {
    userExists = false;

    Report report = run(Role.PRIMARY);

    assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    assertThat(report.message()).contains("no user 'postgres'");
    assertThat(names(cron)).isEmpty();
  }

  @Test
  void whatNoLineOfCronCanHoldIsRefused() throws IOException {
    jobs = List.of(job("backup", "0 3 * * *", List.of("echo", "a\nb"), ""));
    Report lines = run(Role.PRIMARY);
    jobs = List.of(job("backup", "0 3 * * *", List.of("echo", "x".repeat(1000)), ""));
    Report length = run(Role.PRIMARY);

    assertThat(lines.message()).contains("holds a line break", "script");
    assertThat(length.message()).contains("cron takes 998", "script");
    assertThat(names(cron)).isEmpty();
  }

  @Test
  void withoutACommandLineThereIsNothingToAskForTheRole() throws IOException {
    program = List.of();

    Report report = run(Role.PRIMARY);

    assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
    assertThat(report.message()).contains("program(…)");
    assertThat(names(cron)).isEmpty();
  }

  @Test
  void aDryRunShowsTheJobsAndWritesNothing() throws IOException {
    Report report = context().dryRun(Plan.builder().steps(schedule().steps(Role.PRIMARY)).build());

    assertThat(report.steps()).hasSize(1);
    assertThat(report.steps().get(0).outcome()).isEqualTo(StepOutcome.PLANNED);
    assertThat(report.steps().get(0).description())
        .contains("backup (0 3 * * *)", "vacuum (*/15 * * * mon)");
    assertThat(names(cron)).isEmpty();
  }

  private CommandResult answer(Command command) {
    List<String> words = command.arguments();
    if (words.get(0).equals("id")) {
      return FakeCommands.ended(userExists ? 0 : 1, "", "");
    }
    List<String> named = words.subList(2, words.size());
    return switch (words.get(1)) {
      case "--version" -> FakeCommands.succeeded(version);
      case "enable", "daemon-reload" -> FakeCommands.succeeded("");
      case "restart" -> {
        timers.addAll(named);
        yield FakeCommands.succeeded("");
      }
      case "disable" -> {
        assertThat(named)
            .allMatch(name -> name.equals("--now") || Files.exists(units.resolve(name)));
        timers.removeAll(named);
        yield FakeCommands.succeeded("");
      }
      case "is-active", "is-enabled" ->
          FakeCommands.ended(timers.contains(named.get(1)) ? 0 : 3, "", "");
      default -> throw new AssertionError("unexpected: " + words);
    };
  }

  private List<String> called() {
    return commands.commands().stream().map(command -> command.arguments().get(1)).toList();
  }

  private static ScheduledJob job(String name, String calendar, List<String> command, String user) {
    return new ScheduledJob(
        name, calendar, command, Optional.of(user).filter(given -> !given.isEmpty()));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return new ArrayList<>(entries.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  private Report run(Role role) {
    return context().run(Plan.builder().steps(schedule().steps(role)).build());
  }

  private Schedule schedule() {
    return new Schedule(context(), "memory", new Schedule.Places(cron, units, systemd));
  }

  private FakeOperationContext context() {
    ClusterSettings.Dns dns = ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty());
    return FakeOperationContext.builder()
        .cluster(cluster)
        .settings(
            ClusterSettings.of(cluster, ClusterSettings.CloudKind.AWS, Optional.empty(), dns)
                .withSchedule(jobs, form))
        .program(program)
        .commands(commands)
        .build();
  }
}
