package io.ec2cluster.rds;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The section {@code rds: wait}.
 *
 * @param deadline how long an operation may take as a whole
 * @param poll how far its looks are apart, on average
 */
record WaitSettings(
    @Setting(value = "how long an operation waits, all its steps together", defaultValue = "40m")
        Duration deadline,
    @Setting(value = "how far its looks at RDS are apart, on average", defaultValue = "15s")
        Duration poll) {
  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(7);

  /** Refuses looks that would use up the account's calls, and waits without an end. */
  WaitSettings {
    List<InvalidSettingException> found = new ArrayList<>();
    if (poll.compareTo(SHORTEST_POLL) < 0 || poll.compareTo(LONGEST) > 0) {
      found.add(
          new InvalidSettingException(
              "poll", "found " + poll.toMillis() + "ms, expected 1s to 7d: RDS takes minutes"));
    }
    if (deadline.isZero() || deadline.isNegative() || deadline.compareTo(LONGEST) > 0) {
      found.add(
          new InvalidSettingException(
              "deadline",
              "found " + deadline.toMillis() + "ms, expected more than 0s, 7d at most"));
    }
    InvalidSettingException.throwAll(found);
  }
}
