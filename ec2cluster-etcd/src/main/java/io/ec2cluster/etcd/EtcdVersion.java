package io.ec2cluster.etcd;

import io.ec2cluster.UsageException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of etcd 3.
 *
 * @param minor the second number, which the members of a cluster may differ in by one
 * @param patch the third number
 */
record EtcdVersion(int minor, int patch) implements Comparable<EtcdVersion> {
  private static final Pattern FORM = Pattern.compile("3\\.(\\d{1,4})\\.(\\d{1,4})(?:[-+].*)?");
  private static final Pattern PROGRAM = Pattern.compile("etcd Version: (\\S+)");
  private static final int OLDEST = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Comparator<EtcdVersion> ORDER =
      Comparator.comparingInt(EtcdVersion::minor).thenComparingInt(EtcdVersion::patch);

  /** The first 3.5 that removes what earlier ones leave of members that are gone. */
  private static final EtcdVersion CLEANS_MEMBERS = new EtcdVersion(5, 26);

  /** Reads {@code 3.5.21}; empty where it is none of 3. */
  static Optional<EtcdVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new EtcdVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /**
   * The version of a program, as it tells it itself.
   *
   * @throws UsageException if it tells none, or one before 3.4
   */
  static EtcdVersion ofProgram(Path program, Commands commands) throws InterruptedException {
    CommandResult result =
        commands.run(Command.of(List.of(program.toString(), "--version")).within(PATIENCE));
    Matcher matcher = PROGRAM.matcher(result.output());
    return (matcher.find() ? parse(matcher.group(1)) : Optional.<EtcdVersion>empty())
        .filter(version -> version.minor() >= OLDEST)
        .orElseThrow(
            () ->
                new UsageException(
                    "etcd: binary: '%s --version' ended with exit code %d and said '%s': expected etcd 3.4 or newer"
                        .formatted(program, result.exitCode(), result.lastWords(1).strip())));
  }

  /**
   * What a version is known to do wrong that a cluster may lose members or data by (etcd's change
   * logs and issues); empty where nothing is known.
   */
  Optional<String> fault() {
    if (minor == 5 && patch <= 2) {
      return Optional.of("may lose data when it is killed (fixed in 3.5.3)");
    }
    if (minor == 5 && patch <= 19) {
      return Optional.of("may forget that a member has a vote (etcd issue 19557, fixed in 3.5.20)");
    }
    if (minor == 5 && compareTo(CLEANS_MEMBERS) < 0) {
      return Optional.of("may bring removed members back after an upgrade (fixed in 3.5.26)");
    }
    return Optional.empty();
  }

  /** Whether a member of this version may be followed by one of that. */
  Optional<String> obstacleTo(EtcdVersion target) {
    if (target.compareTo(this) < 0) {
      return Optional.of("%s is older than %s, which runs".formatted(target, this));
    }
    if (target.minor() > minor + 1) {
      return Optional.of(
          "from %s to %s is more than one minor version: go by way of 3.%d"
              .formatted(this, target, minor + 1));
    }
    if (minor == 5 && target.minor() == 6 && compareTo(CLEANS_MEMBERS) < 0) {
      return Optional.of(
          "from %s to %s removed members may come back: go to %s or newer first"
              .formatted(this, target, CLEANS_MEMBERS));
    }
    return Optional.empty();
  }

  @Override
  public int compareTo(EtcdVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "3." + minor + "." + patch;
  }
}
