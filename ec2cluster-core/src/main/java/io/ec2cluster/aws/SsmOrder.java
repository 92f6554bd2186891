package io.ec2cluster.aws;

import io.ec2cluster.spi.Member;
import java.time.Duration;
import java.time.Instant;

/**
 * One command that SSM is to run on one node, once.
 *
 * @param member which node, by its instance id
 * @param line the command line
 * @param nonce by which its own command is known, whatever became of the answer
 * @param begin when it was first asked for, by this node's clock
 * @param timeout how long it may run
 */
record SsmOrder(Member member, String line, String nonce, Instant begin, Duration timeout) {
  /** SendCommand, {@code Comment}. */
  private static final int LONGEST_COMMENT = 100;

  /** AWS-RunShellScript, {@code executionTimeout}: 48 hours. */
  private static final long LONGEST_SECONDS = 172_800;

  /** What people see of it in the console, the nonce among it. */
  String comment() {
    String whole = mark() + " " + line;
    return whole.substring(0, Math.min(whole.length(), LONGEST_COMMENT));
  }

  /** Whether a command with this comment is it. */
  boolean isMarked(String comment) {
    return comment.startsWith(mark());
  }

  private String mark() {
    return "ec2cluster " + nonce + ":";
  }

  /**
   * The line as a document's parameter: SSM itself replaces <code>{{ssm:NAME}}</code> in parameters
   * (User Guide, "Using Parameter Store parameters in Run Command"). Words with braces are in
   * single quotes, and two strings in quotes side by side are one word.
   */
  String script() {
    return line.replaceAll("\\{(?=\\{)", "{''");
  }

  /** Its bound on the node, in whole seconds. */
  long seconds() {
    long up = timeout.plusSeconds(1).minusNanos(1).toSeconds();
    return Math.max(1, Math.min(up, LONGEST_SECONDS));
  }

  /** For messages. */
  @Override
  public String toString() {
    return "'" + line + "' on " + member;
  }
}
