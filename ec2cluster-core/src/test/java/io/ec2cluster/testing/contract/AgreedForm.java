package io.ec2cluster.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How errors are told: as an {@link io.ec2cluster.Ec2ClusterException} of a kind, in words, without
 * stack trace and secrets.
 */
final class AgreedForm {
  private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at \\S+\\(.*\\)$");

  private AgreedForm() {}

  /** Whether a message says something, and is no stack trace. */
  static boolean isTold(String message) {
    return !message.isBlank() && !STACK_TRACE.matcher(message).find();
  }

  /** Checks a report, whatever its outcome. */
  static void check(Report report, List<String> secrets) {
    assertThat(report.outcome())
        .as("%s: only an Ec2ClusterException has a kind of its own", report.message())
        .isNotEqualTo(Outcome.INTERNAL_ERROR);
    assertThat(report.message()).matches(AgreedForm::isTold, "is told in words");
    for (String secret : secrets) {
      assertThat(report.toString()).doesNotContain(secret);
    }
  }
}
