package io.ec2cluster.aws;

/**
 * What the attempts of a call before the present one came to.
 *
 * @param failed how many there were
 * @param open whether one of them may have been carried out although no answer said so
 */
public record AwsAttempts(int failed, boolean open) {
  /** Before the first attempt. */
  static final AwsAttempts NONE = new AwsAttempts(0, false);

  AwsAttempts andFailed(boolean leavesOpen) {
    return new AwsAttempts(failed + 1, open || leavesOpen);
  }
}
