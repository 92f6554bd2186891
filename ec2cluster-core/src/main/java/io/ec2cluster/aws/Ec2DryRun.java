package io.ec2cluster.aws;

import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/**
 * Asks EC2 whether it would carry out a request, by its parameter {@code DryRun}: EC2 checks
 * credentials and permissions, and does nothing (EC2 API reference, "Common parameters"). Safe for
 * use by several threads.
 */
final class Ec2DryRun {
  private static final String ALLOWED = "DryRunOperation";
  private static final String DENIED = "UnauthorizedOperation";

  private final Supplier<Ec2Client> client;
  private final AwsRetry retry;

  Ec2DryRun(Supplier<Ec2Client> client, AwsRetry retry) {
    this.client = client;
    this.retry = retry;
  }

  /**
   * Whether the credentials in use are allowed to do it.
   *
   * @param action the permission that it needs
   * @param request makes the request, which has to say {@code dryRun(true)}
   * @throws io.ec2cluster.EnvironmentException if EC2 says something else
   */
  boolean isAllowed(String action, Function<Ec2Client, ?> request) {
    AwsCall call = AwsCall.reading("try whether " + action + " is allowed", action);
    return retry.run(call, earlier -> isAllowed(request));
  }

  private boolean isAllowed(Function<Ec2Client, ?> request) {
    try {
      Object unused = request.apply(client.get());
      return true;
    } catch (Ec2Exception e) {
      return switch (AwsFailure.code(e)) {
        case ALLOWED -> true;
        case DENIED -> false;
        default -> throw e;
      };
    }
  }
}
