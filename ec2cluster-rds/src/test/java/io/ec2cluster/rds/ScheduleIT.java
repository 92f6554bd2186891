package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.JsonText;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code schedule}: the predecessor's crontab as a table. */
class ScheduleIT {
  private static final String CRONTAB =
      "{calendar: '0 1 * * *', max-replicas: 1, master-class: db.t1.micro},"
          + " {calendar: '0 8 * * *', max-replicas: 3, master-class: db.m1.small},"
          + " {calendar: '0 17 1 * fri', max-replicas: 4}";

  @Test
  void tableBecomesLinesOfACrontab() {
    String text = text(CRONTAB, Map.of());

    assertThat(text)
        .isEqualTo(
            """
            # cluster 'cluster1': max-replicas: 1, master-class: db.t1.micro
            0 1 * * * /opt/ec2cluster '/etc/100\\% sure.yaml' rds create-cluster cluster1 --max-replicas 1; /opt/ec2cluster '/etc/100\\% sure.yaml' rds modify-instance cluster1m01 db.t1.micro
            # cluster 'cluster1': max-replicas: 3, master-class: db.m1.small
            0 8 * * * /opt/ec2cluster '/etc/100\\% sure.yaml' rds create-cluster cluster1 --max-replicas 3; /opt/ec2cluster '/etc/100\\% sure.yaml' rds modify-instance cluster1m01 db.m1.small
            # cluster 'cluster1': max-replicas: 4
            0 17 1 * fri /opt/ec2cluster '/etc/100\\% sure.yaml' rds create-cluster cluster1 --max-replicas 4
            """);
  }

  @Test
  void tableBecomesServicesAndTimers() {
    String text =
        text(
            "{calendar: '0 17 1 * fri', max-replicas: 4, master-class: db.m1.large}",
            Map.of("format", List.of("systemd")));

    assertThat(text)
        .isEqualTo(
            """
            # ec2cluster-rds-cluster1-1-replicas.service
            [Unit]
            Description=RDS cluster cluster1: max-replicas: 4, master-class: db.m1.large

            [Service]
            Type=oneshot
            ExecStart="/opt/ec2cluster" "/etc/100%% sure.yaml" "rds" "create-cluster" "cluster1" "--max-replicas" "4"

            # ec2cluster-rds-cluster1-1-replicas.timer
            [Unit]
            Description=RDS cluster cluster1: max-replicas: 4, master-class: db.m1.large

            [Timer]
            OnCalendar=*-*-01 17:00:00
            OnCalendar=Fri *-*-* 17:00:00
            AccuracySec=1s

            [Install]
            WantedBy=timers.target

            # ec2cluster-rds-cluster1-1-master.service
            [Unit]
            Description=RDS cluster cluster1: max-replicas: 4, master-class: db.m1.large
            After=ec2cluster-rds-cluster1-1-replicas.service

            [Service]
            Type=oneshot
            ExecStart="/opt/ec2cluster" "/etc/100%% sure.yaml" "rds" "modify-instance" "cluster1m01" "db.m1.large"

            # ec2cluster-rds-cluster1-1-master.timer
            [Unit]
            Description=RDS cluster cluster1: max-replicas: 4, master-class: db.m1.large

            [Timer]
            OnCalendar=*-*-01 17:00:00
            OnCalendar=Fri *-*-* 17:00:00
            AccuracySec=1s

            [Install]
            WantedBy=timers.target

            """);
  }

  @Test
  void reportHoldsTheVectorsAndBothCalendars() {
    try (RdsStage stage = stage(CRONTAB)) {
      assertThat(JsonText.of(stage.ask("schedule", Map.of()).value()))
          .contains(
              "\"calendar\" : \"0 17 1 * fri\"", "\"Fri *-*-* 17:00:00\"", "\"--max-replicas\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{calendar: '0 8 * * *', max-replicas: 3}, {calendar: '0 8 * * 1-5', max-replicas: 2} | found '0 8 * * *' (max-replicas: 3) and '0 8 * * 1-5' (max-replicas: 2), which both begin on Mon 1 Jan, 08:00, expected one demand for every moment",
        "{calendar: '0 8 * * *', master-class: db.a.b}, {calendar: '*/30 * 1 * *', max-replicas: 2, master-class: db.a.c} | both begin on Mon 1 Jan, 08:00",
        "{calendar: '0 25 * * *', max-replicas: 3} | found '25' as hour, expected 0 to 23, in '0 25 * * *'",
        "{calendar: daily, max-replicas: 3} | found 'daily', expected cron's five fields",
        "{calendar: '0 8 * * *'} | found neither it nor master-class",
        "{calendar: '0 8 * * *', max-replicas: 0} | found max-replicas: 0 at '0 8 * * *', expected keep-at-least (1) or more",
        "{calendar: '0 8 * * *', max-replicas: -1} | found -1, expected 0 or more",
        "{calendar: '0 8 * * *', master-class: large} | expected the class of an instance",
      })
  void whatCannotBeIsAProblemOfTheConfiguration(String schedule, String problem) {
    assertThatThrownBy(() -> stage(schedule))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("config.yaml:1")
        .hasMessageContaining("schedule")
        .hasMessageContaining(problem);
  }

  @Test
  void sameMomentWithAnotherSubjectOrTheSameDemandIsNoCollision() {
    String schedule =
        "{calendar: '0 8 * * *', max-replicas: 3}, {calendar: '0 8 * * *', master-class: db.a.b},"
            + " {calendar: '0 8 * * 1', max-replicas: 3}, {calendar: '1 8 * * *', max-replicas: 1}";

    assertThat(text(schedule, Map.of()).lines()).hasSize(8);
  }

  @Test
  void withoutAScheduleItIsSaidWhatToAdd() {
    try (RdsStage stage = stage("")) {
      assertThatThrownBy(() -> stage.ask("schedule", Map.of()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("schedule: [{calendar: \"0 8 * * *\", max-replicas: 3}]");
    }
  }

  private static String text(String schedule, Map<String, List<String>> options) {
    Map<String, List<String>> all = new HashMap<>(options);
    all.put("cluster", List.of("cluster1"));
    try (RdsStage stage = stage(schedule)) {
      return stage.ask("schedule", all).text();
    }
  }

  private static RdsStage stage(String schedule) {
    return new RdsStage(
        "{clusters: {cluster1: {master: {instance-id: cluster1m01}, replicas: [{id: s1}, {id: s2}], schedule: [%s]}}}"
            .formatted(schedule));
  }
}
