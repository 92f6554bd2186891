package io.ec2cluster.elb.service;

import io.ec2cluster.UsageException;
import java.util.regex.Pattern;

/**
 * What a person calls a service. Nothing in it may be an option, or several words, to a program.
 *
 * @param text the name
 */
record ServiceName(String text) {
  /** Every program. */
  static final String ALL = "ALL";

  /** Nothing: only the load balancer is told, and told back. */
  static final String NONE = "NONE";

  private static final Pattern NAME = Pattern.compile("[^-\\p{Cntrl}\\s][^\\p{Cntrl}\\s]{0,255}");

  /** Refuses what could be something else to a program. */
  ServiceName {
    if (!NAME.matcher(text).matches()) {
      throw new UsageException(
          "'"
              + text.replaceAll("\\p{Cntrl}", "?")
              + "' is no name of a service: expected up to 256 characters without blanks, the first of which is no -");
    }
  }

  boolean isAll() {
    return text.equals(ALL);
  }

  boolean isNone() {
    return text.equals(NONE);
  }

  @Override
  public String toString() {
    return text;
  }
}
