package io.ec2cluster.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Report;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Hooks;
import io.ec2cluster.config.ScheduleForm;
import io.ec2cluster.config.TemplateSyntax;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.HandoverOptions;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaveOptions;
import io.ec2cluster.role.PoolCheckOptions;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.MotoAccount;
import io.ec2cluster.testing.standin.MotoIam;
import io.ec2cluster.testing.standin.PolicyLink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documentation's policy of a role engine, {@code docs/iam/ENGINE.json}: enough for the life of
 * a cluster, and nothing in it is superfluous. Enforced by moto, which knows actions, and by a link
 * before moto, which holds resources and conditions against it too.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RolePolicyContract {
  private static final String REGION = "eu-west-1";
  private static final String PERMISSION = "permission ";

  private final MotoIam moto = MotoIam.start();
  private final MotoAccount account = new MotoAccount(moto.moto(), REGION);
  private final Map<Integer, Record> nodes = new ConcurrentHashMap<>();
  private IamPolicy policy = new IamPolicy(List.of());
  private Optional<PolicyLink> link = Optional.empty();
  private String zoneId = "";
  private String zone = "";
  private List<String> instances = List.of();
  private Path state = Path.of("");

  /** Who enforces. */
  enum Enforcer {
    /** moto itself. */
    MOTO,
    /** A link before it. */
    LINK
  }

  /** The engine. */
  protected abstract RoleEngine module();

  /** The engine's settings on a node at 127.0.0.{@code number}, whose data is new. */
  protected abstract Record node(int number);

  /** Ends the servers of all nodes and removes their data. */
  protected abstract void clear();

  static Stream<Arguments> needs() {
    return Stream.of(Enforcer.values())
        .flatMap(
            enforcer ->
                Stream.of(
                        "route53:ListResourceRecordSets",
                        "route53:ChangeResourceRecordSets",
                        "ec2:DescribeInstances")
                    .map(action -> Arguments.of(enforcer, action)));
  }

  @BeforeAll
  void keep(@TempDir Path directory) {
    state = directory;
  }

  @AfterEach
  void end() {
    moto.allowAll();
    link.ifPresent(PolicyLink::close);
    link = Optional.empty();
    nodes.clear();
    clear();
  }

  @AfterAll
  void stop() {
    moto.close();
  }

  /** A zone and two instances of their own for each test, under the policy for them. */
  private void prepare(Enforcer enforcer) throws IOException {
    zone = UUID.randomUUID() + ".example.org";
    zoneId = account.createZone(zone);
    instances = account.runInstances(2);
    policy = policy("maindb");
    if (enforcer == Enforcer.LINK) {
      link = Optional.of(new PolicyLink(moto.moto(), policy, REGION));
    }
    enforce(policy);
  }

  private IamPolicy policy(String cluster) throws IOException {
    return IamPolicy.read(
        Path.of("..", "docs", "iam", module().id() + ".json"),
        Map.of(
            "ZONE",
            zoneId,
            "PRIMARY",
            "primary." + cluster + "." + zone,
            "REPLICA",
            "replica." + cluster + "." + zone));
  }

  private void enforce(IamPolicy other) {
    if (link.isPresent()) {
      link.get().enforce(other);
    } else {
      moto.allowAll();
      moto.enforce(other);
    }
  }

  private Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(System.getenv());
    all.putAll(link.map(PolicyLink::environment).orElseGet(() -> moto.environment(REGION)));
    return all;
  }

  private Report run(int number, String operation, Record options) {
    return run(number, nodes.computeIfAbsent(number, this::node), operation, options);
  }

  private Report run(int number, Record section, String operation, Record options) {
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .catalog(EngineCatalog.of(module()))
            .settings(settings(number))
            .engineSettings(module().id(), section)
            .metadata(
                () ->
                    InstanceMetadata.of(
                        Map.of(
                            "instance-id",
                            instances.get(number - 1),
                            "local-ipv4",
                            "127.0.0." + number,
                            "account-id",
                            "123456789012",
                            "placement/region",
                            REGION)))
            .environment(environment())
            .program(List.of("ec2cluster"))
            .build()) {
      return cluster.run(module().id(), operation, options, false);
    }
  }

  private ClusterSettings settings(int number) {
    return new ClusterSettings(
        Optional.of("maindb"),
        Optional.of(module().id()),
        ClusterSettings.CloudKind.AWS,
        Optional.empty(),
        Optional.of(state.resolve(instances.get(number - 1))),
        TemplateSyntax.MUSTACHE,
        Duration.ofSeconds(30),
        new ClusterSettings.Aws(
            Optional.empty(),
            Optional.empty(),
            false,
            Duration.ofSeconds(5),
            Duration.ofMinutes(1)),
        ClusterSettings.Dns.of(
            zoneId, "primary.maindb." + zone, Optional.of("replica.maindb." + zone)),
        ClusterSettings.Coordination.defaults(),
        Hooks.none(),
        List.of(),
        ScheduleForm.AUTO,
        List.of(),
        List.of("ec2cluster"),
        ClusterSettings.RejoinPolicy.BY_HAND,
        ClusterSettings.Synchronous.off());
  }

  private static void done(Report report) {
    assertThat(report.exitCode())
        .as(report.message() + " " + report.notes() + " " + report.steps())
        .isZero();
  }

  /**
   * Nobody leaves the pool: moto 5.2.1 refuses a batch that deletes a record and creates it anew.
   */
  @ParameterizedTest
  @EnumSource
  void policyIsEnough(Enforcer enforcer) throws IOException {
    prepare(enforcer);

    done(run(1, "init", InitOptions.defaults()));
    done(run(2, "init", InitOptions.defaults()));
    done(run(1, "pool check", new PoolCheckOptions(false)));
    if (enforcer == Enforcer.LINK) {
      handOver();
    }
  }

  private void handOver() {
    CompletableFuture<Report> candidate =
        CompletableFuture.supplyAsync(
            () -> run(2, "promote", PromoteOptions.awaiting(Duration.ofSeconds(60))));
    done(
        run(
            1,
            "handover",
            new HandoverOptions(Optional.of(instances.get(1)), Duration.ofSeconds(30), true)));
    done(candidate.join());
  }

  @ParameterizedTest
  @MethodSource("needs")
  void actionThatIsMissingIsNamed(Enforcer enforcer, String action) throws IOException {
    prepare(enforcer);
    boolean ofMembers = action.equals("ec2:DescribeInstances");
    if (ofMembers) {
      done(run(1, "init", InitOptions.defaults()));
      done(run(2, "init", InitOptions.defaults()));
    }
    enforce(policy.without(action));

    Report report =
        ofMembers
            ? run(1, "leave", new LeaveOptions(false, false, false, Optional.empty()))
            : run(1, "init", InitOptions.defaults());

    assertThat(report.exitCode()).as(report.message()).isEqualTo(5);
    assertThat(report.message()).contains(PERMISSION + action + " on ");
  }

  @Test
  void everyActionIsTried() throws IOException {
    prepare(Enforcer.LINK);

    assertThat(needs().map(each -> (String) each.get()[1]).distinct())
        .containsExactlyInAnyOrderElementsOf(policy.actions());
  }

  @Test
  void namesOfAnotherClusterAreOutOfReach() throws IOException {
    prepare(Enforcer.LINK);
    enforce(policy("other"));

    Report report = run(1, "init", InitOptions.defaults());

    assertThat(report.exitCode()).as(report.message()).isEqualTo(5);
    assertThat(report.message()).contains(PERMISSION + "route53:ChangeResourceRecordSets on ");
  }

  @Test
  void nothingIsReplacedUnseenAndNoOtherZoneIsTouched() throws IOException {
    prepare(Enforcer.LINK);
    String change = "route53:ChangeResourceRecordSets";
    Map<String, List<String>> upsert = Map.of(change + "Actions", List.of("UPSERT"));

    assertThat(policy.allows(change, "arn:aws:route53:::hostedzone/" + zoneId, upsert)).isFalse();
    assertThat(policy.allows(change, "arn:aws:route53:::hostedzone/OTHER", Map.of())).isFalse();
  }
}
