package io.ec2cluster.aws;

import com.google.common.base.Throwables;
import io.ec2cluster.EnvironmentException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;

/** What a failure of the SDK means: whether it passes, what it leaves open, and how to say it. */
final class AwsFailure {
  /** Beside throttling and 5xx: refused before anything was done, for now. */
  private static final Set<String> TRANSIENT_CODES =
      Set.of(
          "PriorRequestNotComplete",
          "RequestTimeout",
          "RequestTimeoutException",
          // Of classic load balancers, a service behind which is throttled.
          "DependencyThrottle");

  private static final Set<String> DENIED_CODES =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "UnauthorizedOperation",
          "AuthorizationError",
          "UnauthorizedAccess");

  private static final Pattern DENIED =
      Pattern.compile(
          "User: (?<user>\\S+) is not authorized to perform: (?<action>[\\w:-]+)"
              + "(?: on resource: (?<resource>\\S+))?");

  /** How the SDK begins when its default chain has none; it goes on with each link's own reason. */
  private static final String NO_CREDENTIALS = "Unable to load credentials from any";

  private AwsFailure() {}

  /** Whether the same call may succeed a little later. Unknown errors are no such. */
  static boolean isTransient(SdkException e) {
    if (e instanceof AwsServiceException service) {
      return service.isThrottlingException()
          || service.statusCode() >= 500
          || TRANSIENT_CODES.contains(code(service))
          // The SDK has corrected its clock by then, so the next attempt is signed with the right
          // time: a node that boots before its clock is set.
          || RetryUtils.isClockSkewException(service);
    }
    return isTimeout(e) || (isCausedBy(e, IOException.class) && !isBadCertificate(e));
  }

  /** Whether the call may have been carried out although it failed. */
  static boolean leavesOutcomeOpen(SdkException e) {
    if (e instanceof AwsServiceException service) {
      return service.statusCode() >= 500 && !service.isThrottlingException();
    }
    boolean neverSent =
        isCausedBy(e, ConnectException.class)
            || isCausedBy(e, UnknownHostException.class)
            || isCausedBy(e, NoRouteToHostException.class)
            || isBadCertificate(e);
    return isTimeout(e) || (isCausedBy(e, IOException.class) && !neverSent);
  }

  /** A failure that repeating does not mend. */
  static EnvironmentException permanent(AwsCall call, AwsAttempts attempts, SdkException e) {
    String leftBehind = call.leftBehind(attempts.open());
    Optional<String> denial = denial(call, e);
    String message =
        denial.isPresent()
            ? "cannot %s: %s. %s".formatted(call.what(), denial.get(), leftBehind)
            : "cannot %s: %s. %s".formatted(call.what(), describe(e), leftBehind);
    return new EnvironmentException(message, e);
  }

  /** The failure in one line: the service's code and words, the status and the request id. */
  static String describe(SdkException e) {
    if (e instanceof AwsServiceException service) {
      return "%s: %s (HTTP %d, request %s)"
          .formatted(code(service), words(service), service.statusCode(), service.requestId());
    }
    if (String.valueOf(e.getMessage()).startsWith(NO_CREDENTIALS)) {
      return "no credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, nor a profile with any (--profile, aws: profile, AWS_PROFILE), nor a role of this instance or container. Give one of them";
    }
    Throwable root = Throwables.getRootCause(e);
    return root == e
        ? String.valueOf(e.getMessage())
        : "%s: %s".formatted(root.getClass().getSimpleName(), root.getMessage());
  }

  /** The kind of a failure that passes, in a few words. */
  static String inShort(SdkException e) {
    if (e instanceof AwsServiceException service) {
      if (service.isThrottlingException()) {
        return "throttled";
      }
      return code(service).equals("PriorRequestNotComplete")
          ? "an earlier change is still being applied"
          : code(service) + " (HTTP " + service.statusCode() + ")";
    }
    return isTimeout(e)
        ? "no answer in time"
        : "no answer (" + Throwables.getRootCause(e).getClass().getSimpleName() + ")";
  }

  /** The service's error code; {@code unknown} where the answer holds none. */
  static String code(AwsServiceException e) {
    @Nullable AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorCode() == null ? "unknown" : details.errorCode();
  }

  /** The service's own words. */
  static String words(AwsServiceException e) {
    @Nullable AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorMessage() == null
        ? String.valueOf(e.getMessage())
        : details.errorMessage();
  }

  private static Optional<String> denial(AwsCall call, SdkException e) {
    if (!(e instanceof AwsServiceException service) || !DENIED_CODES.contains(code(service))) {
      return Optional.empty();
    }
    Matcher denied = DENIED.matcher(words(service));
    boolean parsed = denied.find();
    String action = parsed ? denied.group("action") : call.action();
    String resource = parsed && denied.group("resource") != null ? denied.group("resource") : "*";
    String user = parsed ? denied.group("user") : "the credentials in use";
    return Optional.of(
        "permission %s on %s is missing for %s (%s, request %s). Allow that action in the policy of the instance's role"
            .formatted(action, resource, user, code(service), service.requestId()));
  }

  private static boolean isTimeout(SdkException e) {
    return e instanceof ApiCallAttemptTimeoutException || e instanceof ApiCallTimeoutException;
  }

  /** The trust store will not change while we wait. */
  private static boolean isBadCertificate(SdkException e) {
    return isCausedBy(e, CertificateException.class);
  }

  private static boolean isCausedBy(Throwable e, Class<? extends Throwable> type) {
    return Throwables.getCausalChain(e).stream().anyMatch(type::isInstance);
  }
}
