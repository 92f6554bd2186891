package io.ec2cluster.aws;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a failed call of an AWS API means: whether to repeat it, and what to tell. */
final class AwsFailure {
  /** Beside throttling and 5xx, which the SDK tells by itself. */
  private static final ImmutableSet<String> TRANSIENT =
      ImmutableSet.of("RequestTimeout", "RequestTimeoutException", "IDPCommunicationError");

  private static final ImmutableSet<String> DENIED =
      ImmutableSet.of(
          "UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "Unauthorized");

  private AwsFailure() {}

  /** The service's error code; empty where the service did not answer. */
  static String code(SdkException failure) {
    if (failure instanceof AwsServiceException service && service.awsErrorDetails() != null) {
      String code = service.awsErrorDetails().errorCode();
      return code == null ? "" : code;
    }
    return "";
  }

  /** Whether the same call may succeed later: throttled, the service's own failure, no answer. */
  static boolean isTransient(SdkException failure) {
    if (failure instanceof AwsServiceException service) {
      return service.isThrottlingException()
          || service.isClockSkewException()
          || service.statusCode() >= 500
          || TRANSIENT.contains(code(failure));
    }
    return !(failure instanceof AbortedException)
        && Throwables.getCausalChain(failure).stream().anyMatch(IOException.class::isInstance);
  }

  /**
   * The exception to throw for a failure that stays.
   *
   * @param action the action as IAM names it, for example {@code ec2:DescribeInstances}
   * @param tried how often and how long it was tried, or empty
   */
  static Ec2ClusterException translate(String action, SdkException failure, String tried) {
    if (failure instanceof AbortedException) {
      Thread.currentThread().interrupt();
      return new InterruptedOperationException("interrupted while calling " + action, failure);
    }
    String found = action + " failed" + tried + ": " + describe(failure);
    return new EnvironmentException(found + ". " + remedy(action, failure), failure);
  }

  /** The JDK's client loses the body of a 401: then there is a status and no error code. */
  private static String describe(SdkException failure) {
    if (!(failure instanceof AwsServiceException service)) {
      return String.valueOf(failure.getMessage());
    }
    String answer = "HTTP status " + service.statusCode() + ", request " + service.requestId();
    return code(failure).isEmpty()
        ? answer
        : code(failure) + " (" + answer + "): " + service.awsErrorDetails().errorMessage();
  }

  private static String remedy(String action, SdkException failure) {
    if (DENIED.contains(code(failure))) {
      return "Allow the action " + action + " to this instance's role (or user)";
    }
    if (isTransient(failure)) {
      return "Run again; nothing follows from this failure";
    }
    boolean known =
        failure instanceof AwsServiceException service
            && service.statusCode() != 401
            && service.statusCode() != 403;
    return known
        ? "Check what the configuration and the role record name"
        : "Check the credentials: the instance's role, the profile or the environment";
  }
}
