package io.ec2cluster.elb;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Outcome;
import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.doctor.DoctorReport.Entry;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Finding.Verdict;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.aws.ElbStandIn;
import io.ec2cluster.elb.balancer.haproxy.RealHaproxy;
import io.ec2cluster.elb.ledger.LedgerBook;
import io.ec2cluster.elb.restart.Intent;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.elb.service.RealSupervisor;
import io.ec2cluster.host.Machine;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.standin.IamPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds, with a real HAProxy, a real supervisord, and the stand-in of AWS. */
@Timeout(120)
class DoctorIT {
  private static final String BALANCERS = "load balancers";
  private static final String EARLIER = "earlier restart";
  private static final String MANAGER = "service manager";
  private static final String SERVERS =
      """
      backend web
          server web1 127.0.0.1:1
          server web2 127.0.0.2:1
      """;
  private static final InstanceMetadata METADATA =
      InstanceMetadata.of(Map.of("instance-id", "i-1", "local-ipv4", "10.0.0.1"));
  private static final String RECORDS =
      "coordination: {provider: route53, name: _records.example.com}\n";

  private final Path folder;
  private final Machine machine;

  DoctorIT(@TempDir Path folder) {
    this.folder = folder;
    this.machine = new Machine(folder, List.of(folder.resolve("bin")), "nobody", false);
  }

  @Test
  void theBackendIsReadAndTheServerOfThisNodeHasToBeThere() throws Exception {
    try (RealHaproxy haproxy = RealHaproxy.start(folder, SERVERS)) {
      Finding there = look(BALANCERS, haproxy(haproxy, "web", "web1"));
      Finding strange = look(BALANCERS, haproxy(haproxy, "web", "web3"));
      Finding mistyped = look(BALANCERS, haproxy(haproxy, "wep", "web1"));

      assertThat(there)
          .isEqualTo(Finding.ok(haproxy.id("web") + " with 2 targets, this instance in service"));
      assertThat(strange.verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(strange.found()).contains("backend web", "has no server", "web3");
      assertThat(mistyped.verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(mistyped.found()).contains("no backend 'wep'", "did you mean 'web'?");
      assertThat(mistyped.fix()).contains("elb.load-balancers");
    }
    Finding gone = look(BALANCERS, onHaproxy("web@" + folder.resolve("none.sock"), "web1"));
    assertThat(gone.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(gone.found()).contains("none.sock");
  }

  @Test
  void whatAnEarlierRestartHasLeftPointsToTheRepairWhichEndsIt() throws Exception {
    try (RealHaproxy haproxy = RealHaproxy.start(folder, SERVERS)) {
      FakeOperationContext context = haproxy(haproxy, "web", "web1");
      assertThat(look(EARLIER, context)).isEqualTo(Finding.ok("nothing is left of one"));

      Surroundings surroundings = new Surroundings(context, false);
      Post post = surroundings.posts(Optional.empty()).get(0);
      surroundings
          .intents()
          .write(Intent.NOTHING.with(haproxy.id("web"), List.of(Membership.of("web1"))));
      Finding noted = look(EARLIER, context);
      LedgerBook.Page page = post.book().read();
      assertThat(post.book().write(page, page.ledger().takeTurn("web1", 1, 60))).isTrue();
      Finding left = look(EARLIER, context);
      Outcome repair =
          context.run(Registration.repair(context, new LedgerOptions(false))).outcome();

      assertThat(noted.verdict()).isEqualTo(Verdict.WARNING);
      assertThat(noted.found()).contains("to be put back", haproxy.id("web").toString());
      assertThat(left.verdict()).isEqualTo(Verdict.WARNING);
      assertThat(left.found())
          .contains(haproxy.id("web") + " restarting since 1970-01-01T00:01:00Z");
      assertThat(left.fix()).contains("elb repair");
      assertThat(repair).isEqualTo(Outcome.DONE);
      assertThat(look(EARLIER, context)).isEqualTo(Finding.ok("nothing is left of one"));
    }
  }

  @Test
  void whoIsKeptOutIsToldToRegister() throws Exception {
    try (RealHaproxy haproxy = RealHaproxy.start(folder, SERVERS)) {
      FakeOperationContext context = haproxy(haproxy, "web", "web1");
      DeregisterOptions force = new DeregisterOptions(true, false, false);
      assertThat(context.run(Restart.deregister(context, force)).outcome()).isEqualTo(Outcome.DONE);

      Finding finding = look(EARLIER, context);

      assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
      assertThat(finding.found()).contains(haproxy.id("web") + " kept out since");
      assertThat(finding.fix()).contains("elb register").doesNotContain("repair");
      assertThat(look(BALANCERS, context).found()).endsWith("this instance draining");
    }
  }

  @Test
  void supervisorHasToAnswer() throws Exception {
    FakeOperationContext context;
    try (RealSupervisor supervisor =
        RealSupervisor.start(folder, "[program:web]\ncommand=sleep 1000\nstartsecs=0")) {
      String options = String.join(", ", supervisor.control().subList(1, 3));
      context = context(fake(), "elb: {service-manager: [supervisor, " + options + "]}");

      assertThat(look(MANAGER, context)).isEqualTo(Finding.ok("supervisor answers"));
    }

    Finding finding = look(MANAGER, context);
    assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(finding.found()).contains("supervisor does not answer");
    assertThat(finding.fix()).contains("start it", "elb.service-manager");
  }

  @Test
  void systemdHasToRunAndAProgramHasToBeThere() throws Exception {
    FakeOperationContext systemd = context(fake(), "elb: {service-manager: systemd}");
    FakeOperationContext program =
        context(fake(), "elb: {service-manager: [deploy, x], health: [\"{{cluster}}-well\"]}");
    assertThat(look(MANAGER, systemd).verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(look(MANAGER, program).verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(look(MANAGER, program).fix()).contains("elb.service-manager");
    assertThat(look("program health", program).verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(look("program health", program).fix()).contains("elb.health");

    Files.createDirectories(folder.resolve("run/systemd/system"));
    Files.createDirectories(folder.resolve("bin"));
    for (String name : List.of("deploy", "maindb-well")) {
      Path file = Files.createFile(folder.resolve("bin").resolve(name));
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    assertThat(look(MANAGER, systemd).found()).startsWith("systemd runs");
    assertThat(look(MANAGER, program)).isEqualTo(Finding.ok("deploy can be run"));
    assertThat(look("program health", program)).isEqualTo(Finding.ok("maindb-well can be run"));
  }

  @Test
  void theFlagFileIsAWarningAndOneThatCannotBeSeenIsAProblem() throws Exception {
    Path flag = folder.resolve("flag");
    FakeOperationContext context = context(fake(), "elb: {flag-file: " + flag + "}");
    assertThat(look("flag file", context).verdict()).isEqualTo(Verdict.OK);

    Files.createFile(flag);
    Finding there = look("flag file", context);
    // What is below a file cannot be seen, whoever looks.
    Finding hidden =
        look("flag file", context(fake(), "elb: {flag-file: " + flag.resolve("below") + "}"));

    assertThat(there.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(there.found()).contains(flag + " is there", "nothing is restarted");
    assertThat(there.fix()).contains("remove it");
    assertThat(hidden.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(hidden.found()).contains("cannot be seen");
  }

  @Test
  void loadBalancersFleetAndStandbyOfAwsAreRead() throws Exception {
    try (ElbStandIn aws = ElbStandIn.serving("web", List.of("i-1", "i-2", "i-3"));
        AwsCloud cloud = aws(aws, RECORDS)) {
      FakeOperationContext own = context(cloud, RECORDS + "elb: {auto-scaling: standby}");
      FakeOperationContext absent =
          context(cloud, RECORDS + "elb: {load-balancers: [classic/wep]}");

      assertThat(look(BALANCERS, own))
          .isEqualTo(Finding.ok("classic/web with 3 targets, this instance in service"));
      assertThat(look("fleet", own))
          .isEqualTo(Finding.ok("3 instances by its Auto Scaling group or tags"));
      assertThat(look("standby", own)).isEqualTo(Finding.ok("in the Auto Scaling group web"));
      assertThat(look(BALANCERS, absent).verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(look(BALANCERS, absent).found())
          .contains("no classic load balancer 'wep'", "did you mean 'web'?");
      assertThat(look(EARLIER, absent))
          .isEqualTo(
              Finding.notChecked(
                  "what it takes is not known: see load balancers and coordination"));
    }
  }

  @Test
  void aReadThatIsNotAllowedIsNamedWithItsPermission() throws Exception {
    try (ElbStandIn aws = ElbStandIn.serving("web", List.of("i-1", "i-2", "i-3"));
        AwsCloud cloud = aws(aws, RECORDS)) {
      String text = Files.readString(Path.of("..", "docs", "iam", "elb.json"));
      IamPolicy policy = IamPolicy.parse(text).without("autoscaling:DescribeAutoScalingInstances");
      aws.allow(policy.without("elasticloadbalancing:DescribeInstanceHealth"));
      FakeOperationContext context =
          context(cloud, RECORDS + "elb: {load-balancers: [classic/web]}");

      Finding balancers = look(BALANCERS, context);
      Finding fleet = look("fleet", context);

      assertThat(balancers.verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(balancers.found()).contains("elasticloadbalancing:DescribeInstanceHealth");
      assertThat(balancers.fix()).contains("docs/iam/elb.json");
      assertThat(fleet.verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(fleet.found()).contains("autoscaling:DescribeAutoScalingInstances");
    }
  }

  /** The table is core's row; what is not known for its sake is no second problem. */
  @Test
  void withoutCoordinationThatAloneIsTheProblem() throws Exception {
    String nowhere = "coordination: {provider: route53}\n";
    try (ElbStandIn aws = ElbStandIn.serving("web", List.of("i-1", "i-2"));
        AwsCloud cloud = aws(aws, nowhere)) {
      Configuration configuration = configuration(nowhere + "elb: {flag-file: /none}");
      List<Entry> entries;
      try (Ec2Cluster cluster =
          Ec2Cluster.builder()
              .catalog(EngineCatalog.of(new ElbModule()))
              .settings(configuration.cluster().withStateDir(folder))
              .engineSettings("elb", configuration.section("elb", ElbSettings.class))
              .cloud(cloud)
              .build()) {
        entries = cluster.doctor(List.of("elb")).findings();
      }

      assertThat(entry(entries, "coordination").verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(entry(entries, "coordination").found()).contains("coordination: name");
      assertThat(entry(entries, BALANCERS).verdict()).isEqualTo(Verdict.NOT_CHECKED);
      assertThat(entry(entries, BALANCERS).found()).endsWith("see coordination");
      assertThat(entry(entries, EARLIER).verdict()).isEqualTo(Verdict.NOT_CHECKED);
      assertThat(entry(entries, "flag file").verdict()).isEqualTo(Verdict.OK);
      assertThat(
              look(BALANCERS, context(cloud, nowhere + "elb: {load-balancers: [classic/web]}"))
                  .verdict())
          .isEqualTo(Verdict.OK);
    }
  }

  private static Entry entry(List<Entry> entries, String subject) {
    return entries.stream()
        .filter(entry -> entry.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  private Finding look(String subject, FakeOperationContext context) {
    return new ElbInspections(context, machine)
        .all().stream()
            .filter(inspection -> inspection.subject().equals(subject))
            .findFirst()
            .map(DoctorIT::finding)
            .orElseThrow();
  }

  private static Finding finding(Inspection inspection) {
    try {
      return inspection.finding();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static FakeOperationContext haproxy(RealHaproxy haproxy, String backend, String server) {
    return onHaproxy(haproxy.id(backend).name(), server);
  }

  private static FakeOperationContext onHaproxy(String name, String server) {
    return context(
        fake(),
        "elb: {load-balancers: [\"haproxy/%s\"], haproxy-server: %s, register-timeout: 10s}"
            .formatted(name, server));
  }

  private static Cloud fake() {
    return new FakeCloud(METADATA, FakeHostedZone.of("example.com"));
  }

  private static AwsCloud aws(ElbStandIn standIn, String coordination) {
    return AwsCloud.builder(configuration(coordination).cluster())
        .environment(standIn.environment())
        .metadata(() -> METADATA)
        .zone(FakeHostedZone.of("example.com"))
        .build();
  }

  private static FakeOperationContext context(Cloud cloud, String yaml) {
    Configuration configuration = configuration(yaml);
    ClusterSettings settings = configuration.cluster();
    return FakeOperationContext.builder()
        .cloud(cloud)
        .settings(settings)
        .section(configuration.section("elb", ElbSettings.class))
        .time(Time.system())
        .realCommands()
        .build();
  }

  private static Configuration configuration(String yaml) {
    return Configuration.parse(
        "config.yaml",
        "cluster: maindb\ndns: {zone-id: Z1}\n" + yaml,
        ConfigurationScope.of(Map.of(), Map.of("elb", ElbSettings.class)));
  }
}
