package io.ec2cluster.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Report;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ScheduleForm;
import io.ec2cluster.config.ScheduledJob;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.script.ScriptEngine;
import io.ec2cluster.script.ScriptSettings;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeHostedZone;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleOfInitTest {
  @Test
  void initLetsTheJobsFollowTheRoleThatItWillHave(@TempDir Path folder) {
    // A dry run alone: the directories are the machine's own.
    Report report = dryRun(folder);

    assertThat(report.steps())
        .filteredOn(step -> step.name().endsWith("the scheduled jobs"))
        .extracting(Report.StepReport::name)
        .containsExactly("install the scheduled jobs", "remove the scheduled jobs");
  }

  private static Report dryRun(Path folder) {
    ClusterSettings.Dns dns = ClusterSettings.Dns.of("Z1", "db.example.com", Optional.empty());
    ScheduledJob job =
        new ScheduledJob("backup", "0 3 * * *", List.of("/opt/db/backup"), Optional.empty());
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .catalog(EngineCatalog.of(new ScriptEngine()))
            .settings(
                ClusterSettings.of(
                        "of-a-test", ClusterSettings.CloudKind.LOCAL, Optional.of(folder), dns)
                    .withSchedule(List.of(job), ScheduleForm.CRON))
            .engineSettings(ScriptEngine.ID, ScriptSettings.of(List.of("true"), List.of("true")))
            .commands(FakeCommands.none())
            .cloud(
                new FakeCloud(
                    InstanceMetadata.of(Map.of("instance-id", "i-1", "local-ipv4", "10.0.0.1")),
                    FakeHostedZone.of("example.com")))
            .program(List.of("ec2cluster"))
            .build()) {
      return cluster.run(ScriptEngine.ID, "init", InitOptions.defaults(), true);
    }
  }
}
