package io.ec2cluster.internal.agent;

/**
 * A yes or no to a load balancer.
 *
 * @param yes whether requests may come
 * @param reason in words, for people
 */
record Verdict(boolean yes, String reason) {
  static Verdict yes(String reason) {
    return new Verdict(true, reason);
  }

  static Verdict no(String reason) {
    return new Verdict(false, reason);
  }
}
