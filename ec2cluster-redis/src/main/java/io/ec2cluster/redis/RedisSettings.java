package io.ec2cluster.redis;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code redis} section of the configuration. Every default is found from the layout of the
 * machine where that can be. An embedding application starts from {@link #builder()}. The
 * constructor throws an {@link IllegalArgumentException} that holds the offending value.
 */
public record RedisSettings(
    @Setting(
            "the server's configuration file; by default that of the distribution's package, or one beside data-directory")
        Optional<Path> configFile,
    @Setting(
            "the file of ec2cluster's own settings, which config-file includes; by default beside it")
        Optional<Path> includeFile,
    @Setting("the server's working directory (dir); by default what config-file says")
        Optional<Path> dataDirectory,
    @Setting(
            "the server's program; by default redis-server or valkey-server of the PATH, whichever config-file belongs to")
        Optional<Path> program,
    @Setting("the port, the same on every node; by default that of config-file, else 6379")
        Optional<Integer> port,
    @Setting(
            "the user as whom the server runs; by default the data directory's owner, else redis or valkey for root, else the own user")
        Optional<String> user,
    @Setting("argument vector that starts the server; by default systemctl, or the program itself")
        List<String> start,
    @Setting("argument vector that stops the server; by default systemctl, or SHUTDOWN")
        List<String> stop,
    @Setting(
            value = "the ACL user as whom ec2cluster asks and changes servers",
            defaultValue = "default")
        String adminUser,
    @Setting(
            "file with the password of admin-user, the same on every node; by default /etc/ec2cluster/redis.password where it exists")
        Optional<Path> passwordFile,
    @Setting("the ACL user as whom replicas connect (masteruser); by default admin-user")
        Optional<String> replicationUser,
    @Setting("file with the password of replication-user; by default that of admin-user")
        Optional<Path> replicationPasswordFile,
    @Setting(
            value = "connections to the port, replication included, use TLS",
            defaultValue = "false")
        boolean tls,
    @Setting("PEM file of the authorities that servers' certificates are checked by")
        Optional<Path> tlsCaFile,
    @Setting("PEM file of this node's certificate; by default what config-file says")
        Optional<Path> tlsCertFile,
    @Setting("PEM file of its private key (PKCS #8); by default what config-file says")
        Optional<Path> tlsKeyFile,
    @Setting(value = "how long an answer of a server is waited for", defaultValue = "4s")
        Duration connectTimeout,
    @Setting(
            value =
                "how long a start (the data are loaded), a stop and the proof of a role may take",
            defaultValue = "5m")
        Duration startTimeout,
    @Setting(
            value = "how long the first synchronisation of a replica may take",
            defaultValue = "24h")
        Duration syncTimeout,
    @Setting(
            value =
                "how long an orderly stop of a primary holds back writes and waits for its replicas to have everything",
            defaultValue = "10s")
        Duration drainTimeout,
    @Setting(
            value = "how long a replica fit for readers may have heard nothing of its primary",
            defaultValue = "30s")
        Duration maxLag,
    @Setting(
            value = "replica-priority: read by Sentinel and by people, not by ec2cluster",
            defaultValue = "100")
        int replicaPriority,
    @Setting("replica-announce-ip; by default the node's local address")
        Optional<String> announceIp,
    @Setting("replica-announce-port; by default the port") Optional<Integer> announcePort,
    @Setting(
            "how many replicas the cluster has in normal times; from 2 on a primary without any refuses writes")
        Optional<Integer> replicasExpected,
    @Setting(
            value = "min-replicas-max-lag: how long a replica may be silent to count as connected",
            defaultValue = "10s")
        Duration minReplicasMaxLag,
    @Setting("addresses to listen at; by default the node's local address and loopback")
        List<String> listenAddresses,
    @Setting(
            "the server's log file; by default that of config-file, else beside the data directory")
        Optional<Path> logFile,
    @Setting("further server settings") Map<String, String> settings) {
  private static final Pattern SETTING_NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9_.:*-]+");

  /** Server settings that follow from the role or have a key of their own. */
  private static final Set<String> OWNED =
      ImmutableSet.of(
          "bind",
          "port",
          "tls-port",
          "tls-replication",
          "replicaof",
          "slaveof",
          "masteruser",
          "masterauth",
          "requirepass",
          "replica-announce-ip",
          "replica-announce-port",
          "replica-priority",
          "min-replicas-to-write",
          "min-replicas-max-lag",
          "dir",
          "include",
          "cluster-enabled",
          "user",
          "aclfile");

  /** Copies and validates. */
  public RedisSettings {
    start = List.copyOf(start);
    stop = List.copyOf(stop);
    listenAddresses = List.copyOf(listenAddresses);
    settings = ImmutableMap.copyOf(settings);
    port.ifPresent(number -> requirePort("port", number));
    announcePort.ifPresent(number -> requirePort("announce-port", number));
    requireUser("admin-user", adminUser);
    replicationUser.ifPresent(name -> requireUser("replication-user", name));
    requireAtLeast(Duration.ofMillis(100), connectTimeout);
    for (Duration time : List.of(startTimeout, syncTimeout, maxLag, minReplicasMaxLag)) {
      requireAtLeast(Duration.ofSeconds(1), time);
    }
    require(!drainTimeout.isNegative(), drainTimeout + " is no time to wait: expected 0s or more");
    require(replicaPriority >= 0, replicaPriority + " is no replica-priority: expected 0 or more");
    replicasExpected.ifPresent(
        count -> require(count >= 0, count + " replicas-expected: expected 0 or more"));
    listenAddresses.forEach(
        address ->
            require(
                ADDRESS.matcher(address).matches(),
                "listen-addresses '" + address + "' should be an address or *"));
    announceIp.ifPresent(
        address ->
            require(
                ADDRESS.matcher(address).matches(),
                "announce-ip '" + address + "' should be an address or a host name"));
    settings.keySet().forEach(RedisSettings::requireFree);
  }

  /** Every default. */
  public static RedisSettings defaults() {
    return builder().build();
  }

  /** Starts from the defaults. */
  public static RedisSettingsBuilder builder() {
    return new RedisSettingsBuilder();
  }

  private static void requireFree(String name) {
    require(
        SETTING_NAME.matcher(name).matches() && !OWNED.contains(name),
        "settings: '"
            + name
            + (OWNED.contains(name)
                ? "' is set by ec2cluster or has a key of its own"
                : "' is no name of a Redis setting"));
  }

  private static void requirePort(String key, int number) {
    require(number > 0 && number < 65536, key + " " + number + " is no port: expected 1 to 65535");
  }

  private static void requireUser(String key, String name) {
    require(
        !name.isBlank() && name.chars().noneMatch(c -> Character.isISOControl(c) || c == ' '),
        key + " '" + name + "' should hold printable characters and no space");
  }

  private static void requireAtLeast(Duration least, Duration time) {
    require(
        time.compareTo(least) >= 0,
        time + " is too short: expected " + least.toMillis() + " ms or more");
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
