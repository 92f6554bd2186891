package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.Owner;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.RoleRecord;
import io.ec2cluster.role.RoleState;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real SDK client, made once, against answers that EC2 documents. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Ec2LivenessIT {
  private static final String OWNER = "i-0aaaaaaaaaaaaaaaa";
  private static final String SELF = "i-0bbbbbbbbbbbbbbbb";
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final ScriptedEndpoint ec2 = ScriptedEndpoint.start();
  private final AwsClients clients =
      AwsClients.builder(ClusterSettings.Aws.defaults()).environment(ec2.environment()).build();
  private FakeTime time = new FakeTime();
  private Ec2Liveness liveness = liveness(time);

  @BeforeEach
  void begin() {
    ec2.reset();
    time = new FakeTime();
    liveness = liveness(time);
  }

  @AfterAll
  void stop() {
    clients.close();
    ec2.close();
  }

  @ParameterizedTest
  @CsvSource({
    "terminated, DEAD",
    "stopped, STOPPED",
    "stopping, NOT_PROVEN",
    "shutting-down, NOT_PROVEN",
    "running, NOT_PROVEN",
    "pending, NOT_PROVEN",
    "a-state-of-next-year, NOT_PROVEN"
  })
  void onlyTerminatedIsDeathAndOneCallTellsIt(String state, OwnerLife life) {
    ec2.instance(OWNER, state);

    assertThat(liveness.lifeOf(record())).isEqualTo(life);
    assertThat(ec2.requests()).isEqualTo(1);
  }

  @Test
  void anAnswerWithoutTheInstanceProvesNothing() {
    ec2.instance(OWNER, "");

    assertThat(liveness.lifeOf(record())).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void anAnswerAboutAnotherInstanceProvesNothing() {
    ec2.instance(SELF, "terminated");

    assertThat(liveness.lifeOf(record())).isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void forgottenIsDeadWhereThisNodeIsSeenAndTheClaimIsOld() {
    ec2.error(400, "InvalidInstanceID.NotFound").instance(SELF, "running");

    assertThat(liveness.lifeOf(record())).isEqualTo(OwnerLife.DEAD);
  }

  @Test
  void notFoundProvesNothingWhereThisNodeIsNotFoundEither() {
    ec2.error(400, "InvalidInstanceID.NotFound");

    assertThat(liveness.lifeOf(record())).isEqualTo(OwnerLife.NOT_PROVEN);
    assertThat(ec2.requests()).isEqualTo(2);
  }

  @Test
  void notFoundProvesNothingInTheFirstHourOfAClaim() {
    ec2.error(400, "InvalidInstanceID.NotFound").instance(SELF, "running");
    Instant anHourAgo = time.now().minus(Duration.ofHours(1));

    assertThat(liveness.lifeOf(record("123456789012", "eu-west-1", anHourAgo)))
        .isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @ParameterizedTest
  @CsvSource({
    "210987654321, eu-west-1",
    "123456789012, us-east-1",
    ", eu-west-1",
    "123456789012,",
  })
  void notFoundProvesNothingForAnotherOrUnknownAccountOrRegion(String account, String region) {
    ec2.error(400, "InvalidInstanceID.NotFound").instance(SELF, "running");

    assertThat(liveness.lifeOf(record(account, region, Instant.EPOCH)))
        .isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @ParameterizedTest
  @CsvSource({
    "503, RequestLimitExceeded",
    "400, Throttling",
    "503, Unavailable",
    "500, InternalError",
  })
  void transientFailuresAreRepeatedAfterPauses(int status, String code) {
    ec2.error(status, code).error(status, code).silence().instance(OWNER, "terminated");

    assertThat(liveness.lifeOf(record())).isEqualTo(OwnerLife.DEAD);
    assertThat(ec2.requests()).isEqualTo(4);
    assertThat(time.pauses()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RequestLimitExceeded", "InternalError"})
  void failuresUpToTheDeadlineAreErrorsAndNoDeath(String code) {
    ec2.error(503, code);

    assertThatThrownBy(() -> liveness.lifeOf(record()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot ask EC2 for the state of " + OWNER)
        .hasMessageContaining("attempts failed in 2m")
        .hasMessageContaining(code);
    assertThat(time.elapsed()).isEqualTo(DEADLINE);
  }

  @Test
  void aDeniedActionIsNamedAtOnce() {
    ec2.error(403, "UnauthorizedOperation");

    assertThatThrownBy(() -> liveness.lifeOf(record()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission ec2:DescribeInstances on * is missing");
    assertThat(ec2.requests()).isEqualTo(1);
  }

  /** The JDK's client loses the body of a 401, so that its code is not known. */
  @ParameterizedTest
  @CsvSource({
    "400, InvalidInstanceID.Malformed, InvalidInstanceID.Malformed: as the test wants (HTTP 400",
    "401, AuthFailure, (HTTP 401",
  })
  void otherRefusalsAreErrorsAtOnceAndNoDeath(int status, String code, String told) {
    ec2.error(status, code);

    assertThatThrownBy(() -> liveness.lifeOf(record()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(told);
    assertThat(ec2.requests()).isEqualTo(1);
  }

  @Test
  void anInterruptEndsTheRepetitionsAndStays() {
    ec2.error(503, "Unavailable");
    time.after(Duration.ofSeconds(5), Thread.currentThread()::interrupt);

    assertThatThrownBy(() -> liveness.lifeOf(record()))
        .isInstanceOf(InterruptedOperationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private Ec2Liveness liveness(FakeTime clock) {
    InstanceMetadata self =
        InstanceMetadata.of(
            Map.of(
                "instance-id", SELF,
                "account-id", "123456789012",
                "placement/region", "eu-west-1"));
    AwsRetry retry = new AwsRetry(clock, new Random(1), DEADLINE);
    return new Ec2Liveness(new Ec2Instances(clients::ec2, retry), () -> self, clock);
  }

  private RoleRecord record() {
    return record("123456789012", "eu-west-1", time.now().minus(Duration.ofMinutes(61)));
  }

  private static RoleRecord record(String account, String region, Instant claimedAt) {
    return new RoleRecord(
        "maindb",
        Optional.ofNullable(account),
        Optional.ofNullable(region),
        new Owner(OWNER, "10.0.0.1", 5432),
        1,
        "nonce",
        RoleState.CLAIMED,
        false,
        Optional.empty(),
        claimedAt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }
}
