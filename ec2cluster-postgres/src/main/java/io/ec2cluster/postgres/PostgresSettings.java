package io.ec2cluster.postgres;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.config.DataSize;
import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code postgres} section of the configuration. Every default is found from the layout of the
 * machine where that can be. An embedding application starts from {@link #builder()}. The
 * constructor throws an {@link IllegalArgumentException} that holds the offending value.
 */
public record PostgresSettings(
    @Setting(
            "the data directory; by default that of the machine's only Debian cluster, or of a package elsewhere")
        Optional<Path> dataDirectory,
    @Setting(
            "where initdb, pg_ctl and the others are; by default where the package of the data's version puts them, else the PATH")
        Optional<Path> binDirectory,
    @Setting(
            "where postgresql.conf is; by default Debian's directory of the cluster, else the data directory")
        Optional<Path> configDirectory,
    @Setting("the port; by default that of postgresql.conf, else 5432") Optional<Integer> port,
    @Setting(
            "the user as whom the server runs; by default the data directory's owner, else postgres for root, else the own user")
        Optional<String> user,
    @Setting(
            "argument vector that starts the server, run as the user of this process; by default systemctl, pg_ctlcluster or pg_ctl")
        List<String> start,
    @Setting("argument vector that stops the server; by default systemctl, pg_ctlcluster or pg_ctl")
        List<String> stop,
    @Setting(value = "the role as which replicas connect", defaultValue = "replicator")
        String replicationUser,
    @Setting(
            "file with the password of replication-user, the same on every node; by default /etc/ec2cluster/postgres.password where it exists")
        Optional<Path> passwordFile,
    @Setting(
            "method of the pg_hba.conf lines for replication-user; by default scram-sha-256, or trust without a password where the node's address is a loopback address")
        Optional<String> replicationAuth,
    @Setting("networks of those lines; by default loopback and the private networks")
        List<String> replicationFrom,
    @Setting("libpq's sslmode of connections to the primary; by default prefer")
        Optional<String> sslmode,
    @Setting(value = "how long a connection to a server is tried", defaultValue = "20s")
        Duration connectTimeout,
    @Setting(
            value = "how long a start, a stop and the proof of a role may take",
            defaultValue = "5m")
        Duration startTimeout,
    @Setting(value = "how long the copy of the primary's data may take", defaultValue = "24h")
        Duration cloneTimeout,
    @Setting(
            value =
                "how long a replica waits until its primary's name is safe to resolve; then, with 0s at once, it keeps the address until the next init",
            defaultValue = "90s")
        Duration nameTimeout,
    @Setting(
            value =
                "whether ec2cluster writes settings, pg_hba.conf lines and the replication role, or only says what to write",
            defaultValue = "true")
        boolean manage,
    @Setting(
            value = "whether the untouched cluster that Debian's package made is moved aside",
            defaultValue = "false")
        boolean adoptPackageCluster,
    @Setting(
            value = "how far behind its primary a replica may be when it joins",
            defaultValue = "16MiB")
        DataSize maxLag,
    @Setting(value = "whether a founding primary may make an empty cluster", defaultValue = "true")
        boolean initdb,
    @Setting("arguments of initdb; by default --encoding=UTF8 --locale=C.UTF-8 --data-checksums")
        List<String> initdbArgs,
    @Setting(
            "argument vector that fills an empty data directory from a backup, instead of initdb and pg_basebackup; {directory} stands for where")
        List<String> bootstrapCommand,
    @Setting(
            value = "whether a replica streams from its primary; false: it replays an archive only",
            defaultValue = "true")
        boolean streaming,
    @Setting(
            value =
                "how a replica names its primary: name, or multi-host, which adds the pool's other members and target_session_attrs=read-write",
            defaultValue = "name")
        PrimaryConninfo primaryConninfo,
    @Setting("Postgres's restore_command: fetches a file of the log from the archive")
        Optional<String> restoreCommand,
    @Setting("template of the recovery settings with which a founding primary starts from a backup")
        Optional<Path> recoveryTemplatePrimary,
    @Setting("template of a replica's recovery settings, in the form of recovery.conf")
        Optional<Path> recoveryTemplateReplica,
    @Setting(
            "where recovery.conf stands: up to version 11 written there, from 12 on moved away; by default in the data directory")
        Optional<Path> recoveryFilename,
    @Setting("addresses to listen at; by default the node's local address and localhost")
        List<String> listenAddresses,
    @Setting(
            "directory of the Unix socket; by default what postgresql.conf says, else one beside a data directory that is not the package's")
        Optional<Path> socketDirectory,
    @Setting(
            "where pg_ctl sends the server's log; by default Debian's place, else beside the data directory")
        Optional<Path> logFile,
    @Setting("further server settings") Map<String, String> settings) {
  private static final Set<String> AUTH_METHODS =
      ImmutableSet.of("scram-sha-256", "md5", "trust", "cert");
  private static final Set<String> SSL_MODES =
      ImmutableSet.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final Pattern SETTING_NAME = Pattern.compile("[a-z_][a-z0-9_]*(\\.[a-z0-9_]+)?");
  private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9_.:-]+(/[0-9]{1,3})?");

  /** Server settings that follow from the role or have a key of their own. */
  private static final Set<String> OWNED =
      ImmutableSet.of(
          "listen_addresses",
          "port",
          "unix_socket_directories",
          "primary_conninfo",
          "primary_slot_name",
          "restore_command",
          "standby_mode",
          "data_directory",
          "hba_file");

  /** Copies and validates. */
  public PostgresSettings {
    start = List.copyOf(start);
    stop = List.copyOf(stop);
    replicationFrom = List.copyOf(replicationFrom);
    initdbArgs = List.copyOf(initdbArgs);
    bootstrapCommand = List.copyOf(bootstrapCommand);
    listenAddresses = List.copyOf(listenAddresses);
    settings = ImmutableMap.copyOf(settings);
    port.ifPresent(
        number ->
            require(
                "port", number > 0 && number < 65536, number + " is no port: expected 1 to 65535"));
    require(
        "replication-user",
        !replicationUser.isBlank()
            && replicationUser.length() < 64
            && replicationUser.chars().noneMatch(Character::isISOControl),
        "replication-user '" + replicationUser + "' should hold 1 to 63 printable characters");
    replicationAuth.ifPresent(
        method ->
            require(
                "replication-auth",
                AUTH_METHODS.contains(method),
                "replication-auth '" + method + "' should be one of " + AUTH_METHODS));
    sslmode.ifPresent(
        mode ->
            require(
                "sslmode",
                SSL_MODES.contains(mode),
                "sslmode '" + mode + "' should be one of " + SSL_MODES));
    replicationFrom.forEach(
        network ->
            require(
                "replication-from",
                NETWORK.matcher(network).matches(),
                "replication-from '"
                    + network
                    + "' should be a network such as 10.0.0.0/8, or all, samehost, samenet"));
    listenAddresses.forEach(
        address ->
            require(
                "listen-addresses",
                address.equals("*") || NETWORK.matcher(address).matches(),
                "listen-addresses '" + address + "' should be an address, a host name or *"));
    requireLong("connect-timeout", connectTimeout);
    requireLong("start-timeout", startTimeout);
    requireLong("clone-timeout", cloneTimeout);
    require(
        "name-timeout",
        !nameTimeout.isNegative(),
        nameTimeout + " is no time to wait: expected 0s or more");
    settings
        .keySet()
        .forEach(
            name ->
                require(
                    "settings",
                    SETTING_NAME.matcher(name).matches() && !OWNED.contains(name),
                    "settings: '"
                        + name
                        + (OWNED.contains(name)
                            ? "' is set by ec2cluster or has a key of its own"
                            : "' is no name of a PostgreSQL setting")));
  }

  /** How {@code primary_conninfo} names the primary. */
  public enum PrimaryConninfo {
    /** By its name, or its address until the name is safe to resolve. */
    NAME,
    /** By a list of hosts, of which the one that takes writes is followed. */
    MULTI_HOST
  }

  /** Every default. */
  public static PostgresSettings defaults() {
    return builder().build();
  }

  /** Starts from the defaults. */
  public static PostgresSettingsBuilder builder() {
    return new PostgresSettingsBuilder();
  }

  private static void requireLong(String key, Duration time) {
    require(
        key,
        time.compareTo(Duration.ofSeconds(1)) >= 0,
        time + " is too short: expected 1s or more");
  }

  private static void require(String key, boolean holds, String problem) {
    if (!holds) {
      throw new InvalidSettingException(key, problem);
    }
  }
}
