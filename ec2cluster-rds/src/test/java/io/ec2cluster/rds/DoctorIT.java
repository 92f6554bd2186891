package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Finding.Verdict;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.FakeOperationContext;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code doctor} finds of the configured clusters, over the strict stand-in. */
class DoctorIT {
  private static final String SECTION =
      "{clusters: {c: {master: {instance-id: m1}, replicas: [{id: s1}]},"
          + " empty: {master: {instance-id: none}}}}";

  @Test
  void aClusterIsDescribedAndAMissingMasterIsAWarning() throws InterruptedException {
    try (RdsStage stage = new RdsStage(SECTION)) {
      stage
          .account()
          .put(StandInInstance.standalone("m1", "db.t1.micro"))
          .put(StandInInstance.replica("s1", "m1", "db.t1.micro"));

      Map<String, Finding> findings = look(stage);

      assertThat(findings)
          .containsOnlyKeys("cluster c", "cluster empty", "permissions to write")
          .containsEntry("cluster c", Finding.ok("m1 is available; replicas: 1"));
      assertThat(findings.get("cluster empty"))
          .extracting(Finding::verdict, Finding::found)
          .containsExactly(Verdict.WARNING, "there is no master none");
    }
  }

  private static Map<String, Finding> look(RdsStage stage) throws InterruptedException {
    Map<String, String> environment = stage.environment();
    Configuration configuration =
        Configuration.parse(
            "config.yaml",
            "rds: " + SECTION,
            ConfigurationScope.of(environment, Map.of("rds", RdsSettings.class)));
    Map<String, Finding> findings = new HashMap<>();
    try (AwsCloud cloud =
        AwsCloud.builder(configuration.cluster())
            .environment(environment)
            .time(stage.time())
            .build()) {
      FakeOperationContext context =
          FakeOperationContext.builder()
              .cloud(cloud)
              .section(configuration.section("rds", RdsSettings.class))
              .build();
      for (Inspection inspection : new RdsModule().inspections(context)) {
        findings.put(inspection.subject(), inspection.look().look());
      }
    }
    return findings;
  }
}
