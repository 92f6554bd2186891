package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.doctor.DoctorReport.Entry;
import io.ec2cluster.doctor.Finding.Verdict;
import io.ec2cluster.script.ScriptEngine;
import io.ec2cluster.script.ScriptSettings;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.testing.standin.Ec2StandIn;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.ImdsStandIn;
import io.ec2cluster.testing.standin.Route53Action;
import io.ec2cluster.testing.standin.Route53StandIn;
import io.ec2cluster.testing.standin.SsmStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code doctor} on an instance, with one thing wrong at a time. */
@Timeout(60)
class DoctorIT {
  private final ImdsStandIn imds =
      ImdsStandIn.start().instance("i-1", "eu-west-1", "123456789012", "10.0.0.1");
  private final Route53StandIn route53 = Route53StandIn.start();
  private final Ec2StandIn ec2 = Ec2StandIn.start(instance -> {});
  private final Map<String, String> environment = new HashMap<>();
  private String zoneId = "";

  @BeforeEach
  void makeTheInstance() {
    ec2.run("i-1");
    zoneId = route53.createZone("example.com").id();
    environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", imds.endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_ROUTE_53", route53.endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_EC2", ec2.endpoint().toString());
    environment.put("AWS_ACCESS_KEY_ID", "testing");
    environment.put("AWS_SECRET_ACCESS_KEY", "testing");
  }

  @AfterEach
  void stop() {
    imds.close();
    route53.close();
    ec2.close();
  }

  @Test
  void aNodeAsItShouldBeHasNoProblemAndNothingIsChanged() {
    DoctorReport report = examine();

    assertThat(report.findings()).filteredOn(entry -> entry.verdict() == Verdict.PROBLEM).isEmpty();
    assertThat(report.exitCode()).isZero();
    assertThat(found(report, "metadata")).isEqualTo("i-1 in eu-west-1, 10.0.0.1");
    assertThat(found(report, "cluster name")).isEqualTo("maindb");
    assertThat(found(report, "region")).isEqualTo("eu-west-1");
    assertThat(found(report, "credentials")).isEqualTo("EC2 in eu-west-1 knows them");
    assertThat(found(report, "ec2:DescribeInstances")).contains("i-1 is running");
    assertThat(found(report, "ec2:StopInstances")).startsWith("allowed");
    assertThat(found(report, "zone and role record"))
        .contains("Route 53 zone " + zoneId + " can be read", "no record yet");
    assertThat(entry(report, "clock").verdict()).isEqualTo(Verdict.OK);
    assertThat(entry(report, "permissions to write").verdict()).isEqualTo(Verdict.NOT_CHECKED);
    assertThat(route53.requests()).isEqualTo(1);
    assertThat(route53.requests(Route53Action.LIST_RECORD_SETS)).isEqualTo(1);
    assertThat(ec2.stopped()).isEmpty();
    assertThat(ec2.state("i-1")).contains("running");
  }

  @Test
  void aZoneThatIsNotThereIsNamed() {
    zoneId = "ZNOTTHERE";

    Entry entry = onlyProblem(examine());

    assertThat(entry.subject()).isEqualTo("zone and role record");
    assertThat(entry.found()).contains("there is no hosted zone ZNOTTHERE");
    assertThat(entry.fix()).contains("dns.zone-id");
  }

  @Test
  void aZoneThatMayNotBeReadIsNamedWithThePermission() {
    route53.faults().deny(Route53Action.LIST_RECORD_SETS);

    Entry entry = onlyProblem(examine());

    assertThat(entry.subject()).isEqualTo("zone and role record");
    assertThat(entry.found()).contains("route53:ListResourceRecordSets");
  }

  @Test
  void missingPermissionsOfEc2AreTold() {
    ec2.deny("DescribeInstances");
    ec2.deny("StopInstances");

    DoctorReport report = examine();

    Entry entry = onlyProblem(report);
    assertThat(entry.subject()).isEqualTo("ec2:DescribeInstances");
    assertThat(entry.found()).contains("permission ec2:DescribeInstances");
    assertThat(entry.fix()).contains("allow ec2:DescribeInstances");
    assertThat(entry(report, "credentials").verdict()).isEqualTo(Verdict.OK);
    assertThat(found(report, "ec2:StopInstances")).contains("not allowed", "--fence ec2");
  }

  @Test
  void anInstanceThatEc2DoesNotKnowIsAProblem() {
    imds.instance("i-2", "eu-west-1", "123456789012", "10.0.0.1");

    Entry entry = onlyProblem(examine());

    assertThat(entry.subject()).isEqualTo("ec2:DescribeInstances");
    assertThat(entry.found()).contains("does not know this node, i-2");
  }

  @Test
  void aClockThatIsMinutesOffIsAProblem() {
    ec2.clockAhead(Duration.ofMinutes(3));

    Entry entry = onlyProblem(examine());

    assertThat(entry.subject()).isEqualTo("clock");
    assertThat(entry.found()).containsPattern("^1(79|80|81) s behind AWS");
    assertThat(entry.fix()).contains("time service");
  }

  @Test
  void whatNeedsTheMetadataIsNotLookedAtWithoutThem() {
    imds.close();
    environment.put("AWS_REGION", "eu-west-1");

    DoctorReport report = examine();

    assertThat(entry(report, "metadata").verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(entry(report, "metadata").fix()).contains("--metadata");
    assertThat(entry(report, "ec2:DescribeInstances").verdict()).isEqualTo(Verdict.NOT_CHECKED);
    assertThat(entry(report, "credentials").verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void systemsManagerIsTriedByReadsAlone() throws IOException {
    try (SsmStandIn ssm = SsmStandIn.start(Time.system())) {
      environment.put("AWS_ENDPOINT_URL_SSM", ssm.endpoint().toString());
      IamPolicy all =
          IamPolicy.read(
              Path.of("..", "docs", "iam", "ssm.json"),
              Map.of("REGION", "eu-west-1", "ACCOUNT", "123456789012"));
      ssm.allow(all);
      DoctorReport allowed = examine(Optional.of("ssm"));
      ssm.allow(all.without("ssm:ListCommands"));
      Entry list = onlyProblem(examine(Optional.of("ssm")));
      ssm.allow(all.without("ssm:GetCommandInvocation"));
      Entry follow = onlyProblem(examine(Optional.of("ssm")));

      assertThat(allowed.exitCode()).isZero();
      assertThat(found(allowed, "remote")).startsWith("ssm, a service of aws; there 'ec2cluster'");
      assertThat(found(allowed, "ssm:ListCommands")).startsWith("allowed");
      assertThat(found(allowed, "ssm:GetCommandInvocation")).startsWith("allowed");
      assertThat(found(allowed, "permissions to write")).contains("ssm:SendCommand");
      assertThat(list.subject()).isEqualTo("ssm:ListCommands");
      assertThat(list.found()).contains("permission ssm:ListCommands");
      assertThat(list.fix()).contains("allow ssm:ListCommands");
      assertThat(follow.subject()).isEqualTo("ssm:GetCommandInvocation");
      assertThat(follow.found()).contains("permission ssm:GetCommandInvocation");
      assertThat(ssm.calls()).containsOnly("ListCommands", "GetCommandInvocation");
    }
  }

  @Test
  void whereAnArgumentVectorIsTheWaySystemsManagerIsNotAsked() {
    DoctorReport report = examine(Optional.of("[\"true\", x]"));

    assertThat(report.exitCode()).isZero();
    assertThat(found(report, "remote")).startsWith("true x; true can be run");
    assertThat(report.findings()).noneMatch(entry -> entry.subject().startsWith("ssm:"));
    assertThat(found(report, "permissions to write")).doesNotContain("ssm:");
  }

  private DoctorReport examine() {
    return examine(Optional.empty());
  }

  private DoctorReport examine(Optional<String> remote) {
    ClusterSettings settings =
        Configuration.parse(
                "config.yaml",
                "cluster: maindb\ndns: {zone-id: %s, primary-name: primary.maindb.example.com}\n%s"
                    .formatted(zoneId, remote.map(way -> "remote: " + way).orElse("")),
                ConfigurationScope.of(environment, Map.of()))
            .cluster();
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .catalog(EngineCatalog.of(new ScriptEngine()))
            .settings(settings)
            .engineSettings("script", ScriptSettings.of(List.of("true"), List.of("true")))
            .environment(environment)
            .build()) {
      return cluster.doctor(List.of("script"));
    }
  }

  private static Entry onlyProblem(DoctorReport report) {
    assertThat(report.exitCode()).isEqualTo(10);
    List<Entry> problems =
        report.findings().stream().filter(entry -> entry.verdict() == Verdict.PROBLEM).toList();
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  private static String found(DoctorReport report, String subject) {
    return entry(report, subject).found();
  }

  private static Entry entry(DoctorReport report, String subject) {
    return report.findings().stream()
        .filter(entry -> entry.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }
}
