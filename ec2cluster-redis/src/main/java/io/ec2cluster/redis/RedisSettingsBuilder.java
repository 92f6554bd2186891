package io.ec2cluster.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the settings of an embedding application. Not thread-safe. */
public final class RedisSettingsBuilder {
  private Optional<Path> configFile = Optional.empty();
  private Optional<Path> includeFile = Optional.empty();
  private Optional<Path> dataDirectory = Optional.empty();
  private Optional<Path> program = Optional.empty();
  private Optional<Integer> port = Optional.empty();
  private Optional<String> user = Optional.empty();
  private List<String> start = List.of();
  private List<String> stop = List.of();
  private String adminUser = "default";
  private Optional<Path> passwordFile = Optional.empty();
  private Optional<String> replicationUser = Optional.empty();
  private Optional<Path> replicationPasswordFile = Optional.empty();
  private boolean tls = false;
  private Optional<Path> tlsCaFile = Optional.empty();
  private Optional<Path> tlsCertFile = Optional.empty();
  private Optional<Path> tlsKeyFile = Optional.empty();
  private Duration connectTimeout = Duration.ofSeconds(4);
  private Duration startTimeout = Duration.ofMinutes(5);
  private Duration syncTimeout = Duration.ofHours(24);
  private Duration drainTimeout = Duration.ofSeconds(10);
  private Duration maxLag = Duration.ofSeconds(30);
  private int replicaPriority = 100;
  private Optional<String> announceIp = Optional.empty();
  private Optional<Integer> announcePort = Optional.empty();
  private Optional<Integer> replicasExpected = Optional.empty();
  private Duration minReplicasMaxLag = Duration.ofSeconds(10);
  private List<String> listenAddresses = List.of();
  private Optional<Path> logFile = Optional.empty();
  private Map<String, String> settings = Map.of();

  RedisSettingsBuilder() {}

  /** The key {@code config-file}. */
  public RedisSettingsBuilder configFile(Path value) {
    configFile = Optional.of(value);
    return this;
  }

  /** The key {@code include-file}. */
  public RedisSettingsBuilder includeFile(Path value) {
    includeFile = Optional.of(value);
    return this;
  }

  /** The key {@code data-directory}. */
  public RedisSettingsBuilder dataDirectory(Path value) {
    dataDirectory = Optional.of(value);
    return this;
  }

  /** The key {@code program}. */
  public RedisSettingsBuilder program(Path value) {
    program = Optional.of(value);
    return this;
  }

  /** The key {@code port}. */
  public RedisSettingsBuilder port(int value) {
    port = Optional.of(value);
    return this;
  }

  /** The key {@code user}. */
  public RedisSettingsBuilder user(String value) {
    user = Optional.of(value);
    return this;
  }

  /** The key {@code start}. */
  public RedisSettingsBuilder start(List<String> value) {
    start = List.copyOf(value);
    return this;
  }

  /** The key {@code stop}. */
  public RedisSettingsBuilder stop(List<String> value) {
    stop = List.copyOf(value);
    return this;
  }

  /** The key {@code admin-user}. */
  public RedisSettingsBuilder adminUser(String value) {
    adminUser = value;
    return this;
  }

  /** The key {@code password-file}. */
  public RedisSettingsBuilder passwordFile(Path value) {
    passwordFile = Optional.of(value);
    return this;
  }

  /** The key {@code replication-user}. */
  public RedisSettingsBuilder replicationUser(String value) {
    replicationUser = Optional.of(value);
    return this;
  }

  /** The key {@code replication-password-file}. */
  public RedisSettingsBuilder replicationPasswordFile(Path value) {
    replicationPasswordFile = Optional.of(value);
    return this;
  }

  /** The key {@code tls}. */
  public RedisSettingsBuilder tls(boolean value) {
    tls = value;
    return this;
  }

  /** The key {@code tls-ca-file}. */
  public RedisSettingsBuilder tlsCaFile(Path value) {
    tlsCaFile = Optional.of(value);
    return this;
  }

  /** The key {@code tls-cert-file}. */
  public RedisSettingsBuilder tlsCertFile(Path value) {
    tlsCertFile = Optional.of(value);
    return this;
  }

  /** The key {@code tls-key-file}. */
  public RedisSettingsBuilder tlsKeyFile(Path value) {
    tlsKeyFile = Optional.of(value);
    return this;
  }

  /** The key {@code connect-timeout}. */
  public RedisSettingsBuilder connectTimeout(Duration value) {
    connectTimeout = value;
    return this;
  }

  /** The key {@code start-timeout}. */
  public RedisSettingsBuilder startTimeout(Duration value) {
    startTimeout = value;
    return this;
  }

  /** The key {@code sync-timeout}. */
  public RedisSettingsBuilder syncTimeout(Duration value) {
    syncTimeout = value;
    return this;
  }

  /** The key {@code drain-timeout}. */
  public RedisSettingsBuilder drainTimeout(Duration value) {
    drainTimeout = value;
    return this;
  }

  /** The key {@code max-lag}. */
  public RedisSettingsBuilder maxLag(Duration value) {
    maxLag = value;
    return this;
  }

  /** The key {@code replica-priority}. */
  public RedisSettingsBuilder replicaPriority(int value) {
    replicaPriority = value;
    return this;
  }

  /** The key {@code announce-ip}. */
  public RedisSettingsBuilder announceIp(String value) {
    announceIp = Optional.of(value);
    return this;
  }

  /** The key {@code announce-port}. */
  public RedisSettingsBuilder announcePort(int value) {
    announcePort = Optional.of(value);
    return this;
  }

  /** The key {@code replicas-expected}. */
  public RedisSettingsBuilder replicasExpected(int value) {
    replicasExpected = Optional.of(value);
    return this;
  }

  /** The key {@code min-replicas-max-lag}. */
  public RedisSettingsBuilder minReplicasMaxLag(Duration value) {
    minReplicasMaxLag = value;
    return this;
  }

  /** The key {@code listen-addresses}. */
  public RedisSettingsBuilder listenAddresses(List<String> value) {
    listenAddresses = List.copyOf(value);
    return this;
  }

  /** The key {@code log-file}. */
  public RedisSettingsBuilder logFile(Path value) {
    logFile = Optional.of(value);
    return this;
  }

  /** The key {@code settings}. */
  public RedisSettingsBuilder settings(Map<String, String> value) {
    settings = Map.copyOf(value);
    return this;
  }

  /** The settings; throws an {@link IllegalArgumentException} for a value that cannot be. */
  public RedisSettings build() {
    return new RedisSettings(
        configFile,
        includeFile,
        dataDirectory,
        program,
        port,
        user,
        start,
        stop,
        adminUser,
        passwordFile,
        replicationUser,
        replicationPasswordFile,
        tls,
        tlsCaFile,
        tlsCertFile,
        tlsKeyFile,
        connectTimeout,
        startTimeout,
        syncTimeout,
        drainTimeout,
        maxLag,
        replicaPriority,
        announceIp,
        announcePort,
        replicasExpected,
        minReplicasMaxLag,
        listenAddresses,
        logFile,
        settings);
  }
}
