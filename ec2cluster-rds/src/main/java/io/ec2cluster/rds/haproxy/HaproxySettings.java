package io.ec2cluster.rds.haproxy;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The section {@code haproxy} of a cluster: the file that balances its readers.
 *
 * @param file where it is; ec2cluster alone writes it
 * @param reload what makes HAProxy read it
 * @param bind where HAProxy listens
 * @param check how HAProxy asks whether a server answers
 * @param checkUser as whom it asks
 * @param checkInterval how often
 * @param idleTimeout how long a connection may be silent
 * @param main what HAProxy reads before the file
 * @param settle how long HAProxy goes on by the old file at most, once {@code reload} has ended
 */
public record HaproxySettings(
    @Setting("file that is written; HAProxy reads it beside its main file") Path file,
    @Setting("argument vector that makes HAProxy read the file; without it nothing does")
        List<String> reload,
    @Setting("address and port that HAProxy listens on; else 127.0.0.1 and the master's port")
        Optional<String> bind,
    @Setting(
            value = "how servers are checked: as the engine's client, or tcp",
            defaultValue = "engine")
        HealthCheck check,
    @Setting("user that the engine's check names") Optional<String> checkUser,
    @Setting(value = "how often a server is checked", defaultValue = "10s") Duration checkInterval,
    @Setting(value = "how long a connection may be silent before it is closed", defaultValue = "1h")
        Duration idleTimeout,
    @Setting("file that HAProxy reads before, checked together with this one") Optional<Path> main,
    @Setting(value = "how long a reload may take to have an effect", defaultValue = "5s")
        Duration settle) {
  private static final Pattern BIND =
      Pattern.compile("(?:\\*|[A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+\\]):([0-9]{1,5})");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.-]{1,63}");
  private static final int HIGHEST_PORT = 65535;
  private static final Duration SHORTEST = Duration.ofMillis(100);

  /** HAProxy counts milliseconds in 31 bits. */
  private static final Duration LONGEST = Duration.ofDays(24);

  /** Refuses what HAProxy would, and what would become more than a word of its file. */
  public HaproxySettings {
    reload = List.copyOf(reload);
    List<InvalidSettingException> found = new ArrayList<>();
    if (!file.isAbsolute()) {
      found.add(refused("file", "'" + file + "'", "an absolute path"));
    }
    if (main.filter(path -> path.equals(file)).isPresent()) {
      found.add(refused("main", "the file itself", "the one that HAProxy reads before it"));
    }
    if (!reload.isEmpty() && reload.get(0).isBlank()) {
      found.add(
          refused(
              "reload", "no program", "an argument vector such as [systemctl, reload, haproxy]"));
    }
    if (bind.filter(given -> !isPlace(given)).isPresent()) {
      found.add(
          refused(
              "bind", "no address and port", "both, such as 127.0.0.1:3306, [::1]:3306 or *:3306"));
    }
    if (checkUser.filter(given -> !USER.matcher(given).matches()).isPresent()) {
      found.add(
          refused("check-user", "no user's name", "1 to 63 letters, digits, '_', '-' and '.'"));
    }
    bounded("check-interval", checkInterval).ifPresent(found::add);
    bounded("idle-timeout", idleTimeout).ifPresent(found::add);
    if (settle.isNegative() || settle.compareTo(LONGEST) > 0) {
      found.add(refused("settle", settle.toMillis() + "ms", "0s to 24d"));
    }
    InvalidSettingException.throwAll(found);
  }

  /** How HAProxy asks whether a server answers. */
  public enum HealthCheck {
    /** As the engine's own client would begin. */
    ENGINE,
    /** By a connection alone. */
    TCP
  }

  private static boolean isPlace(String given) {
    Matcher matcher = BIND.matcher(given);
    return matcher.matches()
        && Integer.parseInt(matcher.group(1)) >= 1
        && Integer.parseInt(matcher.group(1)) <= HIGHEST_PORT;
  }

  private static Optional<InvalidSettingException> bounded(String key, Duration given) {
    return given.compareTo(SHORTEST) < 0 || given.compareTo(LONGEST) > 0
        ? Optional.of(refused(key, given.toMillis() + "ms", "100ms to 24d"))
        : Optional.empty();
  }

  private static InvalidSettingException refused(String key, String found, String expected) {
    return new InvalidSettingException(key, "found " + found + ", expected " + expected);
  }
}
