package io.ec2cluster.etcd;

import com.google.common.base.CharMatcher;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who gave up a formed cluster.
 *
 * @param kind what was done instead
 * @param by the node
 * @param at when, by that node's clock, in seconds
 * @param why in words
 */
record FoundingNote(Kind kind, String by, Instant at, String why) {
  /** The record has little room. */
  private static final int LONGEST = 80;

  private static final Duration FRESH = Duration.ofMinutes(10);

  /** What was done. */
  enum Kind {
    /** The cluster was restored from a snapshot. */
    RESTORED,
    /** The cluster was founded anew, empty. */
    REFOUNDED
  }

  /** Shortens. */
  FoundingNote {
    at = at.truncatedTo(ChronoUnit.SECONDS);
    String plain = CharMatcher.inRange(' ', '~').retainFrom(why);
    why = plain.substring(0, Math.min(plain.length(), LONGEST));
  }

  /** Whether another node may still be about to start what it has just restored. */
  boolean isUnderWay(String asker, Instant now) {
    return kind == Kind.RESTORED && !by.equals(asker) && now.isBefore(at.plus(FRESH));
  }
}
