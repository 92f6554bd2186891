package io.ec2cluster.etcd;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import io.ec2cluster.config.Template;
import io.ec2cluster.etcd.snapshot.SnapshotSettings;
import io.ec2cluster.etcd.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The section {@code etcd}. */
record EtcdSettings(
    @Setting("who is to be one cluster; with cloud: local the nodes of the directory")
        GroupSettings group,
    @Setting("the regions of the group, the first with the coordination table; default: this one")
        List<String> regions,
    @Setting(
            "with several regions: what is opened to the other regions' members; default: this node's only security group")
        Optional<String> securityGroup,
    @Setting(value = "the etcd program", defaultValue = "/usr/bin/etcd") Path binary,
    @Setting(
            "etcd of the version before: what a node starts while others run that version, until all can run 'binary'")
        Optional<Path> previousBinary,
    @Setting(value = "etcd's data directory", defaultValue = "/var/lib/etcd") Path dataDirectory,
    @Setting("ports, the same on every member") PortSettings ports,
    @Setting("certificates and keys; without them plain HTTP") Optional<TlsSettings> tls,
    @Setting("the user of etcd, where the cluster asks for one") Optional<AuthSettings> auth,
    @Setting("scheduled snapshots") Optional<SnapshotSettings> snapshots,
    @Setting("etcdutl, or etcdctl of 3.4 and 3.5; default: beside binary")
        Optional<Path> snapshotTool,
    @Setting("how many members the group is to have; default: as many as group: members lists")
        Optional<Integer> size,
    @Setting("the hosted zone of the cluster's DNS records; unset: none are written")
        Optional<String> zone,
    @Setting("below the zone, the name of the records, a template; default: the cluster's name")
        Optional<Template> name,
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
    @Setting(
            value =
                "whether this node gives up its membership when etcd run is ended: leave-if-terminating, stay or leave",
            defaultValue = "leave-if-terminating")
        OnStop onStop,
    @Setting(
            value = "how long moving the leadership and leaving may take when etcd run is ended",
            defaultValue = "60s")
        Duration stopTimeout,
    @Setting("further arguments of etcd, such as --heartbeat-interval=50") List<String> extraArgs) {
  private static final int LARGEST = 50;

  /** What ec2cluster says itself: another value would make another member of it. */
  private static final List<String> OURS =
      List.of(
          "name",
          "data-dir",
          "wal-dir",
          "listen-",
          "advertise-",
          "initial-",
          "config-file",
          "cert-file",
          "key-file",
          "trusted-ca-file",
          "client-cert-auth",
          "auto-tls",
          "peer-cert-file",
          "peer-key-file",
          "peer-trusted-ca-file",
          "peer-client-cert-auth",
          "peer-auto-tls");

  /** Refuses sizes that no group has, and arguments that are ec2cluster's own. */
  EtcdSettings {
    extraArgs = List.copyOf(extraArgs);
    regions = List.copyOf(regions);
    List<InvalidSettingException> found = new ArrayList<>();
    if (Set.copyOf(regions).size() < regions.size()) {
      found.add(
          new InvalidSettingException("regions", "found " + regions + ", expected each one once"));
    }
    if (!regions.isEmpty() && group.scaling().isEmpty()) {
      found.add(
          new InvalidSettingException(
              "regions",
              "found without group: auto-scaling-group or stack, expected one of them beside it"));
    }
    if (size.isPresent() && (size.get() < 1 || size.get() > LARGEST)) {
      found.add(
          new InvalidSettingException(
              "size", "found " + size.get() + ", expected 1 to " + LARGEST + " members"));
    }
    checkPositive("grace", grace, found);
    checkPositive("founding-wait", foundingWait, found);
    checkPositive("forming-deadline", formingDeadline, found);
    checkPositive("stop-timeout", stopTimeout, found);
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
