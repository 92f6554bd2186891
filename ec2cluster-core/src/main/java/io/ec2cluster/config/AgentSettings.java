package io.ec2cluster.config;

import com.google.common.collect.ImmutableMap;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.ec2cluster.internal.config.Quoted;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code agent} section: what {@code ec2cluster agent} does, and how often. */
public record AgentSettings(
    @Setting(
            value = "address and port of the HTTP listener, such as 10.0.0.5:8008 or [::1]:8008",
            defaultValue = AgentSettings.LISTEN)
        String listen,
    @Setting(
            value = "whether 'listen' may be an address that other machines reach",
            defaultValue = "false")
        boolean openToNetwork,
    @Setting(value = "how often the engine is asked", defaultValue = "5s") Duration every,
    @Setting("how often the role record is read; else 30s, with the local back end as 'every'")
        Optional<Duration> recordEvery,
    @Setting(value = "how long what was read of the record counts", defaultValue = "5m")
        Duration recordValid,
    @Setting(
            "how often tasks run, by their operation, such as {pool check: 1m}; 0s: never. Others as their engines say")
        Map<String, Duration> tasks) {
  private static final String LISTEN = "127.0.0.1:8008";
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration RECORD_EVERY = Duration.ofSeconds(30);

  /** Two readings must fit into the time for which one counts. */
  private static final int READINGS = 2;

  private static final int LARGEST_PORT = 65535;

  /** Copies the tasks; refuses an address that is none, and times that contradict each other. */
  public AgentSettings {
    tasks = ImmutableMap.copyOf(tasks);
    List<InvalidSettingException> found = new ArrayList<>();
    address(listen, openToNetwork).ifPresent(found::add);
    if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
      found.add(
          new InvalidSettingException(
              "every", "found " + every + ", expected from 100ms to 1m, such as 5s"));
    }
    Duration reading = recordEvery.orElse(RECORD_EVERY);
    if (reading.compareTo(SHORTEST) < 0) {
      found.add(
          new InvalidSettingException(
              "record-every", "found " + reading + ", expected at least 100ms, such as 30s"));
    }
    if (recordValid.compareTo(reading.multipliedBy(READINGS)) < 0) {
      found.add(
          new InvalidSettingException(
              "record-valid",
              "found "
                  + recordValid
                  + ", expected at least twice the time between two readings ("
                  + reading
                  + ")"));
    }
    tasks.forEach(
        (task, interval) -> {
          if (interval.isNegative()) {
            found.add(
                new InvalidSettingException(
                    "tasks",
                    "found "
                        + interval
                        + " for "
                        + Quoted.of(task)
                        + ", expected a duration, or 0s for never"));
          }
        });
    InvalidSettingException.throwAll(found);
  }

  /** Everything as by default. */
  public static AgentSettings defaults() {
    return new AgentSettings(
        LISTEN, false, Duration.ofSeconds(5), Optional.empty(), Duration.ofMinutes(5), Map.of());
  }

  /** Where the listener listens. */
  public InetSocketAddress address() {
    HostAndPort parsed = HostAndPort.fromString(listen);
    return new InetSocketAddress(InetAddresses.forString(parsed.getHost()), parsed.getPort());
  }

  /** How often the role record is read in a back end. */
  public Duration recordEvery(ClusterSettings.CloudKind cloud) {
    return recordEvery.orElse(cloud == ClusterSettings.CloudKind.LOCAL ? every : RECORD_EVERY);
  }

  private static Optional<InvalidSettingException> address(String listen, boolean open) {
    // Taken unread: Guava's parser starts java.util.logging, 5 ms of every start.
    if (listen.equals(LISTEN)) {
      return Optional.empty();
    }
    Optional<InetAddress> address = parsed(listen);
    if (address.isEmpty()) {
      return Optional.of(
          new InvalidSettingException(
              "listen",
              "found "
                  + Quoted.of(listen)
                  + ", expected an IP address and a port from 1 to 65535, such as 127.0.0.1:8008 or"
                  + " [::1]:8008"));
    }
    return open || address.get().isLoopbackAddress()
        ? Optional.empty()
        : Optional.of(
            new InvalidSettingException(
                "listen",
                "found "
                    + Quoted.of(listen)
                    + ", which other machines reach: anybody there may read the node's state. Expected a"
                    + " loopback address, or open-to-network: true beside it"));
  }

  private static Optional<InetAddress> parsed(String listen) {
    try {
      HostAndPort parsed = HostAndPort.fromString(listen);
      return parsed.hasPort()
              && parsed.getPort() > 0
              && parsed.getPort() <= LARGEST_PORT
              && InetAddresses.isInetAddress(parsed.getHost())
          ? Optional.of(InetAddresses.forString(parsed.getHost()))
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
