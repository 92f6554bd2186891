package io.ec2cluster.aws;

import io.ec2cluster.Time;
import io.ec2cluster.doctor.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * This node's clock beside that of AWS, by the header {@code Date} of an answer, a refusal's
 * included.
 */
final class AwsClock {
  /** The header has whole seconds, and an answer takes a while. */
  private static final Duration TOLERATED = Duration.ofSeconds(5);

  /** AWS refuses signatures that are 5 minutes off; what is in records is compared long before. */
  private static final Duration TOO_MUCH = Duration.ofMinutes(1);

  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  private final Time time;

  AwsClock(Time time) {
    this.time = time;
  }

  /** Compares by one call. */
  Finding compare(Supplier<? extends AwsResponse> call) {
    Instant sent = time.now();
    long begun = time.nanos();
    Optional<String> date;
    try {
      date = date(answer(call));
    } catch (SdkClientException silent) {
      return Finding.notChecked("AWS gave no answer: " + AwsFailure.describe(silent));
    }
    Instant middle = sent.plusNanos((time.nanos() - begun) / 2);
    return date.flatMap(AwsClock::parsed)
        .map(there -> judged(Duration.between(there.plus(HALF_A_SECOND), middle)))
        .orElseGet(() -> Finding.notChecked("the answer of AWS has no header Date"));
  }

  /**
   * What a difference means.
   *
   * @param ahead how far this clock is before that of AWS; negative behind
   */
  static Finding judged(Duration ahead) {
    String found =
        "%d s %s AWS"
            .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of");
    if (ahead.abs().compareTo(TOLERATED) <= 0) {
      return Finding.ok("as that of AWS, within " + TOLERATED.toSeconds() + " s");
    }
    String fix =
        "let a time service set it: on EC2 chrony with 169.254.169.123 (Amazon Time Sync Service)";
    return ahead.abs().compareTo(TOO_MUCH) < 0
        ? Finding.warning(found, fix)
        : Finding.problem(found + "; from 5 minutes on AWS refuses requests", fix);
  }

  private static @Nullable SdkHttpResponse answer(Supplier<? extends AwsResponse> call) {
    try {
      return call.get().sdkHttpResponse();
    } catch (AwsServiceException refused) {
      return refused.awsErrorDetails() == null ? null : refused.awsErrorDetails().sdkHttpResponse();
    }
  }

  private static Optional<String> date(@Nullable SdkHttpResponse answer) {
    return answer == null ? Optional.empty() : answer.firstMatchingHeader("Date");
  }

  private static Optional<Instant> parsed(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException other) {
      return Optional.empty();
    }
  }
}
