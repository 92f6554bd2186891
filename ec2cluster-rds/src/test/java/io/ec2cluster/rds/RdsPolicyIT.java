package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Report;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.MotoIam;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The policy of the documentation: enough, and nothing in it is superfluous. Under moto, which
 * knows actions, and under the stand-in, which holds resources, conditions and the tags of what is
 * created against it too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RdsPolicyIT {
  private static final String ADD_TAGS = "rds:AddTagsToResource";

  private final MotoIam moto = MotoIam.start();
  private final IamPolicy policy = policy();

  @AfterAll
  void stop() {
    moto.close();
  }

  @ParameterizedTest
  @MethodSource("dutiesDoneByMoto")
  void policyIsEnoughUnderMoto(Duty duty) {
    isEnough(duty, new MotoAuthority(moto));
  }

  @ParameterizedTest
  @MethodSource("duties")
  void policyIsEnoughWhereResourcesCount(Duty duty) {
    isEnough(duty, new StandInAuthority(duty));
  }

  @ParameterizedTest
  @MethodSource("needsKnownToMoto")
  void actionThatIsMissingIsNamedUnderMoto(Duty duty, String action) {
    isNamed(duty, action, new MotoAuthority(moto));
  }

  @ParameterizedTest
  @MethodSource("needs")
  void actionThatIsMissingIsNamedWhereResourcesCount(Duty duty, String action) {
    isNamed(duty, action, new StandInAuthority(duty));
  }

  @Test
  void everyActionIsNeededByAnOperation() {
    Set<String> needed =
        duties().flatMap(duty -> duty.needs().stream()).collect(Collectors.toSet());

    assertThat(needed).isEqualTo(policy.actions());
  }

  @Test
  void instancesOfOthersAreOutOfReach() {
    String other = "arn:aws:rds:eu-west-1:123456789012:db:other";
    String master = "arn:aws:rds:eu-west-1:123456789012:db:cluster1m01";

    assertThat(policy.actions())
        .filteredOn(action -> policy.allows(action, other, List.of()))
        .containsExactly(
            "cloudwatch:GetMetricData", "rds:DescribeDBInstances", "rds:DescribeEvents");
    assertThat(policy.allows("rds:DeleteDBInstance", master, List.of())).isFalse();
    assertThat(policy.allows("rds:RemoveTagsFromResource", master, List.of("team"))).isFalse();
  }

  @Test
  void stateIsToldWhereItsEventsMayNotBeRead() {
    Duty trouble = duties().filter(duty -> duty.exitCode() == 5).findFirst().orElseThrow();
    try (Authority authority = new StandInAuthority(trouble);
        RdsNode node = authority.prepare(trouble)) {
      authority.enforce(policy.without("rds:DescribeEvents"));

      assertThat(Result.of(trouble, node).message())
          .contains("cluster1m01 is in the state 'stopped'")
          .contains("not readable (cannot read the events of cluster1m01");
    }
  }

  private void isEnough(Duty duty, Authority authority) {
    try (authority;
        RdsNode node = authority.prepare(duty)) {
      authority.enforce(policy);

      Result result = Result.of(duty, node);

      assertThat(result.exitCode()).as(result.message()).isEqualTo(duty.exitCode());
      assertThat(result.message()).doesNotContain("permission");
    }
  }

  private void isNamed(Duty duty, String action, Authority authority) {
    try (authority;
        RdsNode node = authority.prepare(duty)) {
      authority.enforce(policy.without(action));

      Result result = Result.of(duty, node);

      assertThat(result.exitCode()).as(result.message()).isEqualTo(5);
      assertThat(result.message()).contains("permission " + action + " on ");
    }
  }

  private static Stream<Duty> duties() {
    return Duty.ALL.stream();
  }

  /** Pool and drain are tried in front of their own stand-ins: moto's Route 53 is not strict. */
  private static Stream<Duty> dutiesKnownToMoto() {
    return duties().filter(duty -> !duty.hasReaders());
  }

  /** moto 5.2.1 goes on to name the source of a promoted replica, so its end does not come. */
  private static Stream<Duty> dutiesDoneByMoto() {
    return dutiesKnownToMoto().filter(duty -> !duty.operation().equals("promote"));
  }

  private static Stream<Arguments> needs() {
    return duties()
        .flatMap(duty -> duty.needs().stream().map(action -> Arguments.of(duty, action)));
  }

  /** moto does not hold the tags of a creation against AddTagsToResource. */
  private static Stream<Arguments> needsKnownToMoto() {
    return dutiesKnownToMoto()
        .flatMap(
            duty ->
                duty.needs().stream()
                    .filter(
                        action ->
                            !action.equals(ADD_TAGS) || duty.operation().equals("modify-instance"))
                    .map(action -> Arguments.of(duty, action)));
  }

  /** With the names of the documentation's example. */
  private static IamPolicy policy() {
    try {
      return IamPolicy.read(
          Path.of("..", "docs", "iam", "rds.json"),
          Map.of(
              "REGION", "eu-west-1",
              "ACCOUNT", "123456789012",
              "MASTER", "cluster1m*",
              "REPLICAS", "cluster1s*",
              "SNAPSHOT", "nightly",
              "ZONE", "Z1"));
    } catch (IOException e) {
      throw new AssertionError("the documentation's policy cannot be read", e);
    }
  }

  /**
   * How an operation ended.
   *
   * @param exitCode the exit code
   * @param message what was said
   */
  private record Result(int exitCode, String message) {
    static Result of(Duty duty, RdsNode node) {
      if (duty.operation().equals("status")) {
        try {
          return new Result(node.ask("status", duty.options()).exitCode(), "");
        } catch (EnvironmentException failed) {
          return new Result(5, String.valueOf(failed.getMessage()));
        }
      }
      Report report = node.run(duty.operation(), duty.options());
      return new Result(report.outcome().exitCode(), report.message());
    }
  }
}
