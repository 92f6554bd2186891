package io.ec2cluster.rds;

import com.google.common.collect.ImmutableList;
import io.ec2cluster.UsageException;
import io.ec2cluster.rds.ScheduleOptions.Format;
import io.ec2cluster.rds.ScheduleReport.Entry;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Query;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers {@code schedule}: the table of the configuration as entries for cron or systemd, which
 * run this program again.
 *
 * @param program the argument vector of this program
 * @param clustersFile the words that name the file of clusters
 */
record Schedule(List<String> program, List<String> clustersFile) {
  /** Copies the lists. */
  Schedule {
    program = List.copyOf(program);
    clustersFile = List.copyOf(clustersFile);
  }

  static Query.Answer answer(OperationContext context, ScheduleOptions options) {
    if (context.program().isEmpty()) {
      throw new UsageException(
          "'schedule' needs the argument vector that runs ec2cluster: an application gives it with Ec2Cluster.builder().program(…)");
    }
    ConfiguredClusters configured =
        ConfiguredClusters.of(context.settings(RdsSettings.class), options.clusters());
    Map<String, RdsClusterSettings> asked =
        options
            .cluster()
            .map(name -> Map.of(name, configured.get(name)))
            .orElseGet(configured::all);
    Schedule schedule =
        new Schedule(
            context.program(), options.clusters().map(Schedule::words).orElseGet(List::of));
    List<Entry> entries = new ArrayList<>();
    asked.forEach((name, settings) -> entries.addAll(schedule.entries(name, settings)));
    if (entries.isEmpty()) {
      throw new UsageException(
          "no schedule is configured: expected one below the cluster, such as schedule: [{calendar: \"0 8 * * *\", max-replicas: 3}]");
    }
    ScheduleReport report = new ScheduleReport(entries);
    String text =
        options.format() == Format.CRON ? ScheduleText.cron(report) : ScheduleText.systemd(report);
    return new Query.Answer(report, text, 0);
  }

  /** cron runs it in another directory. */
  private static List<String> words(Path file) {
    return List.of("--clusters", file.toAbsolutePath().normalize().toString());
  }

  private List<Entry> entries(String cluster, RdsClusterSettings settings) {
    List<Entry> entries = new ArrayList<>();
    for (ScheduleEntry entry : settings.schedule()) {
      entries.add(
          new Entry(
              cluster,
              entries.size() + 1,
              entry.moments().fields(),
              entry.moments().onCalendar(),
              entry.demand(),
              entry
                  .maxReplicas()
                  .map(most -> call("create-cluster", cluster, "--max-replicas", "" + most)),
              entry
                  .masterClass()
                  .map(given -> call("modify-instance", settings.master().instanceId(), given))));
    }
    return entries;
  }

  private List<String> call(String... words) {
    return ImmutableList.<String>builder()
        .addAll(program)
        .add("rds")
        .add(words)
        .addAll(clustersFile)
        .build();
  }
}
