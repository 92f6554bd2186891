package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduledJobTest {
  private static final ConfigurationScope SCOPE = ConfigurationScope.of(Map.of(), Map.of());

  @Test
  void jobsAreRead() {
    ClusterSettings settings =
        read(
            """
            schedule-as: systemd
            schedule:
            - {name: backup, calendar: 0 3 * * *, command: [/opt/db/backup, -v], user: postgres}
            - name: report
              calendar: Mon *-*-* 08:00
              command: [report]
            """);

    assertThat(settings.scheduleAs()).isEqualTo(ScheduleForm.SYSTEMD);
    assertThat(settings.schedule())
        .containsExactly(
            new ScheduledJob(
                "backup", "0 3 * * *", List.of("/opt/db/backup", "-v"), Optional.of("postgres")),
            new ScheduledJob("report", "Mon *-*-* 08:00", List.of("report"), Optional.empty()));
    assertThat(settings.schedule()).extracting(ScheduledJob::isCron).containsExactly(true, false);
  }

  @Test
  void everyMistakeIsReportedAtItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    schedule:
                    - {name: a b, calendar: 0 3 * * *, command: [x]}
                    - {name: b, calendar: 0 25 * * *, command: [x]}
                    - {name: c, calendar: "@daily", command: [x]}
                    - {name: d, calendar: 0 3 * * *, command: [bin/backup]}
                    - {name: e, calendar: 0 3 * * *, command: [-x]}
                    - {name: f, calendar: 0 3 * * *, command: [/opt/$x]}
                    - {name: g, calendar: 0 3 * * *, command: [x], user: "a b"}
                    - {name: h, calendar: "daily\\nx", command: [x]}
                    """))
        .hasMessageContaining("c.yaml:2: schedule[0].name: found 'a b', expected a DNS label")
        .hasMessageContaining(
            "c.yaml:3: schedule[1].calendar: found '25' as hour, expected 0 to 23, in '0 25 * * *'")
        .hasMessageContaining(
            "c.yaml:4: schedule[2].calendar: found '@daily', expected cron's five")
        .hasMessageContaining("c.yaml:5: schedule[3].command: found the program 'bin/backup'")
        .hasMessageContaining("c.yaml:6: schedule[4].command: found the program '-x'")
        .hasMessageContaining("c.yaml:7: schedule[5].command: found the program '/opt/$x'")
        .hasMessageContaining("c.yaml:8: schedule[6].user: found 'a b'")
        .hasMessageContaining("c.yaml:9: schedule[7].calendar: found 'daily\\nx'");
  }

  @Test
  void aNameTwiceAndACalendarThatCronDoesNotKnowAreRefused() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    schedule:
                    - {name: a, calendar: daily, command: [x]}
                    - {name: a, calendar: weekly, command: [x]}
                    """))
        .hasMessageContaining("schedule: found two jobs named 'a'");
    assertThatThrownBy(
            () ->
                read(
                    """
                    schedule-as: cron
                    schedule: [{name: a, calendar: daily, command: [x]}]
                    """))
        .hasMessageContaining("found the calendar 'daily' of job a, expected cron's five fields");
  }

  private static ClusterSettings read(String text) {
    return Configuration.parse("c.yaml", text, SCOPE).cluster();
  }
}
