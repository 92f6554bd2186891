package io.ec2cluster.etcd;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code etcd}. */
record EtcdSettings(
    @Setting("who is to be one cluster; with cloud: local the nodes of the directory")
        GroupSettings group,
    @Setting(value = "the etcd program", defaultValue = "/usr/bin/etcd") Path binary,
    @Setting(value = "etcd's data directory", defaultValue = "/var/lib/etcd") Path dataDirectory,
    @Setting("ports, the same on every member") PortSettings ports,
    @Setting("how many members the group is to have; default: as many as group: members lists")
        Optional<Integer> size,
    @Setting(value = "how long a member has been gone when it is removed", defaultValue = "5m")
        Duration grace,
    @Setting(
            value = "how long founders wait for all of the group's size to be present",
            defaultValue = "2m")
        Duration foundingWait,
    @Setting(
            value =
                "how long a founding that cannot form any more stands still before another replaces it",
            defaultValue = "2m")
        Duration formingDeadline,
    @Setting("further arguments of etcd, such as --heartbeat-interval=50") List<String> extraArgs) {
  private static final int LARGEST = 50;

  /** What ec2cluster says itself: another value would make another member of it. */
  private static final List<String> OURS =
      List.of("name", "data-dir", "wal-dir", "listen-", "advertise-", "initial-", "config-file");

  /** Refuses sizes that no group has, and arguments that are ec2cluster's own. */
  EtcdSettings {
    extraArgs = List.copyOf(extraArgs);
    List<InvalidSettingException> found = new ArrayList<>();
    if (size.isPresent() && (size.get() < 1 || size.get() > LARGEST)) {
      found.add(
          new InvalidSettingException(
              "size", "found " + size.get() + ", expected 1 to " + LARGEST + " members"));
    }
    checkPositive("grace", grace, found);
    checkPositive("founding-wait", foundingWait, found);
    checkPositive("forming-deadline", formingDeadline, found);
    extraArgs.stream()
        .filter(EtcdSettings::isOurs)
        .forEach(
            argument ->
                found.add(
                    new InvalidSettingException(
                        "extra-args",
                        "found '%s', expected none of the arguments that ec2cluster gives itself: %s"
                            .formatted(argument, OURS))));
    InvalidSettingException.throwAll(found);
  }

  private static boolean isOurs(String argument) {
    String name = argument.replaceFirst("^--?", "");
    return !argument.startsWith("-") || OURS.stream().anyMatch(name::startsWith);
  }

  private static void checkPositive(
      String key, Duration value, List<InvalidSettingException> found) {
    if (value.isNegative() || value.isZero()) {
      found.add(
          new InvalidSettingException(
              key, "found " + value.toMillis() + "ms, expected more than 0s"));
    }
  }
}
