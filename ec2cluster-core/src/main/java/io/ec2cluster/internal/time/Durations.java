package io.ec2cluster.internal.time;

import java.time.Duration;

/** How durations are told to people: {@code 250ms}, {@code 5s}, {@code 2m30s}. */
public final class Durations {
  private Durations() {}

  /** The text. */
  public static String text(Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return duration.toMillis() + "ms";
    }
    long seconds = duration.toSeconds();
    long minutes = seconds / 60;
    String rest = seconds % 60 == 0 && minutes > 0 ? "" : seconds % 60 + "s";
    return (minutes > 0 ? minutes + "m" : "") + rest;
  }
}
