package io.ec2cluster.rds;

import java.time.Duration;

/** How durations are told to people: {@code 5s}, {@code 2m30s}. */
final class Words {
  private Words() {}

  static String of(Duration duration) {
    long seconds = duration.toSeconds();
    long minutes = seconds / 60;
    String rest = seconds % 60 == 0 && minutes > 0 ? "" : seconds % 60 + "s";
    return (minutes > 0 ? minutes + "m" : "") + rest;
  }
}
