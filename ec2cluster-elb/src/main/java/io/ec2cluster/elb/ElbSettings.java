package io.ec2cluster.elb;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.Fraction;
import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import io.ec2cluster.config.Template;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.turn.Quorum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The section {@code elb}. */
record ElbSettings(
    @Setting(
            "load balancers: classic/NAME, tg/ARN, haproxy/BACKEND@SOCKET; default: those that this instance is in")
        List<String> loadBalancers,
    @Setting("domains whose host names name a load balancer: the last three labels, joined by '-'")
        List<String> supportedDomains,
    @Setting(
            "tags of the fleet's instances, templates that may name host-label and domain too: those that run with all of them count")
        Map<String, Template> fleetTags,
    @Setting(value = "the part of the fleet that stays in service", defaultValue = "2/3")
        Fraction quorum,
    @Setting(value = "how many stay in service at least", defaultValue = "1") int minInstances,
    @Setting(value = "how long a restart waits for its turn", defaultValue = "30m", alias = "wait")
        Duration waiting,
    @Setting(value = "pause between two looks while it waits", defaultValue = "5s") Duration poll,
    @Setting("how long draining may take; default: the load balancer's own delay and 30 s more")
        Optional<Duration> drainTimeout,
    @Setting(
            value = "how long the service, and then each load balancer, may take to be well again",
            defaultValue = "5m")
        Duration registerTimeout,
    @Setting(
            "argument vector that exits with 0 where the service is well, such as [curl, -fsS, \"http://localhost/health\"]; default: the service manager's word")
        List<Template> health,
    @Setting(
            value = "while this file is there nothing is restarted and nothing registered",
            defaultValue = "/var/run/no_register_elb")
        Path flagFile,
    @Setting(
            value =
                "what restarts services: supervisor, systemd, or an argument vector with {{service}}",
            defaultValue = "[supervisor]",
            single = true)
        List<String> serviceManager,
    @Setting(
            "the name of this node's server in HAProxy's backends, a template; default: the servers with its address")
        Optional<Template> haproxyServer,
    @Setting(
            value = "what 'remote' is given of an instance by roll: its address, or its id",
            defaultValue = "address")
        Reach reach,
    @Setting(
            value =
                "what keeps the Auto Scaling group from replacing this instance while it is out: none, or the group's standby",
            defaultValue = "none")
        AutoScaling autoScaling) {
  /** What keeps an instance that is out from being replaced. */
  enum AutoScaling {
    NONE,
    STANDBY
  }

  /** By what another instance is reached. */
  enum Reach {
    ADDRESS,
    INSTANCE
  }

  /** The predecessor's, always heeded too. */
  static final Path EARLIER_FLAG_FILE = Path.of("/tmp/no_register_elb");

  /** Refuses what no fleet has, and load balancers that are none. */
  ElbSettings {
    loadBalancers = List.copyOf(loadBalancers);
    supportedDomains = List.copyOf(supportedDomains);
    fleetTags = ImmutableMap.copyOf(fleetTags);
    health = List.copyOf(health);
    serviceManager = List.copyOf(serviceManager);
    List<InvalidSettingException> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String name : loadBalancers) {
      try {
        if (!names.add(BalancerId.parse(name).toString())) {
          throw new IllegalArgumentException("found '" + name + "' twice, expected it once");
        }
      } catch (IllegalArgumentException wrong) {
        found.add(
            new InvalidSettingException("load-balancers", String.valueOf(wrong.getMessage())));
      }
    }
    for (String domain : supportedDomains) {
      if (domain.isBlank() || domain.startsWith(".") || domain.endsWith(".")) {
        found.add(
            new InvalidSettingException(
                "supported-domains",
                "found '" + domain + "', expected a domain such as example.com"));
      }
    }
    if (serviceManager.isEmpty()) {
      found.add(
          new InvalidSettingException(
              "service-manager",
              "found nothing, expected supervisor, systemd, or an argument vector"));
    }
    checkQuorum(quorum, minInstances, found);
    checkPositive("waiting", waiting, found);
    checkPositive("poll", poll, found);
    checkPositive("register-timeout", registerTimeout, found);
    drainTimeout.ifPresent(given -> checkPositive("drain-timeout", given, found));
    InvalidSettingException.throwAll(found);
  }

  /** The floor. */
  Quorum floor() {
    return new Quorum(quorum, minInstances);
  }

  /** The message of {@link Quorum} begins with the key. */
  private static void checkQuorum(
      Fraction quorum, int minInstances, List<InvalidSettingException> found) {
    try {
      new Quorum(quorum, minInstances).floor(1);
    } catch (IllegalArgumentException wrong) {
      String message = String.valueOf(wrong.getMessage());
      int colon = message.indexOf(": ");
      found.add(
          new InvalidSettingException(message.substring(0, colon), message.substring(colon + 2)));
    }
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
