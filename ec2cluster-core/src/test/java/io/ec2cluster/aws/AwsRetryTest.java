package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.ProgressListener;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

class AwsRetryTest {
  private static final AwsCall WRITE = AwsCall.changing("write", "x:Write");
  private static final AwsCall READ = AwsCall.reading("read", "x:Read");

  private final SteppingTime time = new SteppingTime();

  @Test
  void pausesGrowToACeilingAndReplayFromTheirSeed() {
    List<Duration> first = pausesOf(7);
    List<Duration> second = pausesOf(7);

    assertThat(first).isEqualTo(second).isNotEqualTo(pausesOf(8));
    assertThat(first).allMatch(pause -> pause.compareTo(Duration.ofMillis(10_050)) < 0);
    assertThat(first.get(0)).isLessThan(Duration.ofMillis(350));
    assertThat(first).anyMatch(pause -> pause.compareTo(Duration.ofSeconds(3)) > 0);
  }

  @Test
  void theLastAttemptIsMadeAtTheDeadline() {
    List<Duration> pauses = pausesOf(7);

    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).hasMinutes(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Throttling",
        "RequestLimitExceeded",
        "PriorRequestNotComplete",
        "RequestTimeout",
        "RequestTimeTooSkewed"
      })
  void refusalsThatPassAreRepeatedAndLeaveNothingOpen(String code) {
    SdkException refused = service(400, code, "later");

    assertThat(AwsFailure.isTransient(refused)).isTrue();
    assertThat(AwsFailure.leavesOutcomeOpen(refused)).isFalse();
  }

  @Test
  void serverErrorsAndLostConnectionsAreRepeatedAndLeaveTheOutcomeOpen() {
    List<SdkException> lost =
        List.of(
            service(500, "InternalFailure", "?"),
            service(503, "ServiceUnavailable", "?"),
            client(new SocketTimeoutException("Read timed out")),
            client(new IOException("Unexpected end of file from server")),
            ApiCallAttemptTimeoutException.create(1));

    assertThat(lost).allMatch(AwsFailure::isTransient).allMatch(AwsFailure::leavesOutcomeOpen);
  }

  @Test
  void whatNeverReachedTheServiceIsRepeatedAndLeavesNothingOpen() {
    List<SdkException> unsent =
        List.of(
            client(new ConnectException("Connection refused")),
            client(new UnknownHostException("route53.amazonaws.com")));

    assertThat(unsent).allMatch(AwsFailure::isTransient).noneMatch(AwsFailure::leavesOutcomeOpen);
  }

  @Test
  void whatRepeatingDoesNotMendIsReportedAtOnce() {
    SSLHandshakeException untrusted = new SSLHandshakeException("untrusted");
    untrusted.initCause(new CertificateException("no root"));
    List<SdkException> permanent =
        List.of(
            service(403, "AccessDenied", "no"),
            service(400, "InvalidInput", "no"),
            service(403, "InvalidClientTokenId", "no"),
            client(untrusted),
            SdkClientException.create("Unable to load credentials from any of the providers"));

    for (SdkException failure : permanent) {
      assertThatThrownBy(() -> failing(failure, WRITE, 7))
          .isExactlyInstanceOf(EnvironmentException.class)
          .hasMessageStartingWith("cannot write: ")
          .hasMessageContaining("Nothing was changed");
    }
    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void aRefusalAfterALostAnswerStillSaysThatTheOutcomeIsOpen() {
    List<SdkException> failures =
        new ArrayList<>(
            List.of(client(new IOException("reset")), service(403, "AccessDenied", "no")));

    assertThatThrownBy(
            () ->
                new AwsRetry(time, new Random(7), Duration.ofMinutes(2))
                    .run(
                        WRITE,
                        earlier -> {
                          throw failures.remove(0);
                        }))
        .hasMessageContaining("It is not known whether the change was applied");
  }

  @Test
  void aShorterLimitEndsTheRepetitionsAndALongerOneDoesNotProlongThem() {
    AwsRetry retry = new AwsRetry(time, new Random(7), Duration.ofMinutes(2));
    AwsCall call = AwsCall.reading("look", "elasticloadbalancing:DescribeInstanceHealth");

    assertThatThrownBy(
            () ->
                retry
                    .atMost(Duration.ofSeconds(30))
                    .run(
                        call,
                        earlier -> {
                          throw service(400, "DependencyThrottle", "later");
                        }))
        .hasMessageContaining("attempts failed in 30s, the last with DependencyThrottle");

    assertThat(Duration.ofNanos(time.nanos())).isEqualTo(Duration.ofSeconds(30));
    assertThat(retry.atMost(Duration.ofMinutes(3))).isSameAs(retry);
    assertThat(call.title()).isEqualTo("Elastic Load Balancing DescribeInstanceHealth");
  }

  @Test
  void aReadThatFailsNeverChangedAnything() {
    assertThatThrownBy(() -> failing(service(500, "InternalFailure", "?"), READ, 7))
        .hasMessageEndingWith("Nothing was changed.");
  }

  @Test
  void aDenialWithoutTheUsualWordsNamesTheActionOfTheCall() {
    assertThatThrownBy(() -> failing(service(403, "AccessDenied", "no"), WRITE, 7))
        .hasMessageContaining("permission x:Write on * is missing for the credentials in use");
  }

  @Test
  void missingCredentialsAreToldWithThePlacesForThem() {
    SdkException none =
        SdkClientException.create(
            "Unable to load credentials from any of the providers in the chain (…)");

    assertThatThrownBy(() -> failing(none, READ, 7))
        .hasMessageContaining("no credentials")
        .hasMessageContaining("AWS_ACCESS_KEY_ID")
        .hasMessageContaining("--profile")
        .hasMessageEndingWith("Nothing was changed.");
  }

  @Test
  void anAttemptKnowsOfThoseBeforeIt() {
    List<AwsAttempts> seen = new ArrayList<>();

    String result =
        new AwsRetry(time, new Random(7), Duration.ofMinutes(2))
            .run(
                WRITE,
                earlier -> {
                  seen.add(earlier);
                  if (earlier.failed() == 0) {
                    throw service(400, "Throttling", "later");
                  }
                  if (earlier.failed() == 1) {
                    throw service(500, "InternalFailure", "?");
                  }
                  return "done";
                });

    assertThat(result).isEqualTo("done");
    assertThat(seen)
        .containsExactly(
            new AwsAttempts(0, false), new AwsAttempts(1, false), new AwsAttempts(2, true));
  }

  @Test
  void aWaitIsToldAtOnceAndThenEveryFewSeconds() {
    Heard heard = new Heard();
    AwsRetry retry = new AwsRetry(time, new Random(7), Duration.ofMinutes(2), heard);
    AwsCall change = AwsCall.changing("change Z1", "route53:ChangeResourceRecordSets");

    assertThatThrownBy(
            () ->
                retry.run(
                    change,
                    earlier -> {
                      throw service(400, "Throttling", "Rate exceeded");
                    }))
        .isInstanceOf(EnvironmentException.class);

    assertThat(heard.lines.get(0))
        .isEqualTo(
            "Route 53: Route 53 ChangeResourceRecordSets: throttled, trying again (0ms of 2m)");
    assertThat(heard.lines).hasSizeBetween(10, 25);
    assertThat(heard.times).isSorted();
    for (int i = 1; i < heard.times.size(); i++) {
      assertThat(heard.times.get(i) - heard.times.get(i - 1))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(5).toNanos());
    }
  }

  @Test
  void callsThatFailOnceEachDoNotFloodTheListener() {
    Heard heard = new Heard();
    AwsRetry retry = new AwsRetry(time, new Random(7), Duration.ofMinutes(2), heard);

    for (int call = 0; call < 5; call++) {
      retry.run(
          READ,
          earlier -> {
            if (earlier.failed() == 0) {
              throw service(400, "Throttling", "later");
            }
            return "done";
          });
    }

    assertThat(heard.lines).hasSize(1);
  }

  @Test
  void aFailureThatPassesIsToldInFewWords() {
    assertThat(AwsFailure.inShort(service(400, "Throttling", "?"))).isEqualTo("throttled");
    assertThat(AwsFailure.inShort(service(400, "PriorRequestNotComplete", "?")))
        .isEqualTo("an earlier change is still being applied");
    assertThat(AwsFailure.inShort(service(503, "ServiceUnavailable", "?")))
        .isEqualTo("ServiceUnavailable (HTTP 503)");
    assertThat(AwsFailure.inShort(ApiCallAttemptTimeoutException.create(1)))
        .isEqualTo("no answer in time");
    assertThat(AwsFailure.inShort(client(new ConnectException("Connection refused"))))
        .isEqualTo("no answer (ConnectException)");
    assertThat(AwsCall.reading("ask", "ec2:DescribeInstances").title())
        .isEqualTo("EC2 DescribeInstances");
  }

  private final class Heard implements ProgressListener {
    private final List<String> lines = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();

    @Override
    public void progress(String step, String message) {
      lines.add(step + ": " + message);
      times.add(time.nanos());
    }
  }

  private List<Duration> pausesOf(long seed) {
    SteppingTime own = new SteppingTime();
    assertThatThrownBy(
            () ->
                new AwsRetry(own, new Random(seed), Duration.ofMinutes(2))
                    .run(
                        READ,
                        earlier -> {
                          throw service(400, "Throttling", "Rate exceeded");
                        }))
        .hasMessageContaining("attempts failed in 2m");
    return own.pauses();
  }

  private Object failing(SdkException failure, AwsCall call, long seed) {
    return new AwsRetry(time, new Random(seed), Duration.ofMinutes(2))
        .run(
            call,
            earlier -> {
              throw failure;
            });
  }

  private static SdkException service(int status, String code, String message) {
    return AwsServiceException.builder()
        .statusCode(status)
        .requestId("r-1")
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }

  private static SdkException client(IOException cause) {
    return SdkClientException.create("Unable to execute HTTP request", cause);
  }
}
