package io.ec2cluster.rds;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Secret;
import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code drain} of a cluster: what a removal waits for.
 *
 * @param deadline how long a replica that goes may keep connections
 * @param connections who counts them by SQL; CloudWatch does without
 */
record DrainSettings(
    @Setting(
            value = "how long a removal waits until nobody is connected to the replica",
            defaultValue = "10m")
        Duration deadline,
    @Setting("account that counts the connections by SQL (PostgreSQL); else CloudWatch does")
        Optional<Account> connections) {
  private static final Duration LONGEST = Duration.ofDays(7);

  /** Refuses waits without an end. */
  DrainSettings {
    if (deadline.isZero() || deadline.isNegative() || deadline.compareTo(LONGEST) > 0) {
      throw new InvalidSettingException(
          "deadline", "found " + deadline.toMillis() + "ms, expected more than 0s, 7d at most");
    }
  }

  /**
   * A role of the database.
   *
   * @param user its name
   * @param password its password
   */
  record Account(
      @Setting("role that may read pg_stat_activity: a member of pg_monitor") String user,
      @Setting("its password: ${ENV_VAR} or file:/path") Secret password) {
    /** Refuses an empty name. */
    Account {
      if (user.isBlank()) {
        throw new InvalidSettingException("user", "found nothing, expected the name of a role");
      }
    }
  }
}
