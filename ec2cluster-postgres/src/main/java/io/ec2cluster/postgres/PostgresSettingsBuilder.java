package io.ec2cluster.postgres;

import io.ec2cluster.config.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects {@link PostgresSettings}, from their defaults; the settings themselves say what each
 * means. Not thread-safe.
 */
public final class PostgresSettingsBuilder {
  private Optional<Path> dataDirectory = Optional.empty();
  private Optional<Path> binDirectory = Optional.empty();
  private Optional<Path> configDirectory = Optional.empty();
  private Optional<Integer> port = Optional.empty();
  private Optional<String> user = Optional.empty();
  private List<String> start = List.of();
  private List<String> stop = List.of();
  private String replicationUser = "replicator";
  private Optional<Path> passwordFile = Optional.empty();
  private Optional<String> replicationAuth = Optional.empty();
  private List<String> replicationFrom = List.of();
  private Optional<String> sslmode = Optional.empty();
  private Duration connectTimeout = Duration.ofSeconds(20);
  private Duration startTimeout = Duration.ofMinutes(5);
  private Duration cloneTimeout = Duration.ofHours(24);
  private Duration nameTimeout = Duration.ofSeconds(90);
  private boolean manage = true;
  private boolean adoptPackageCluster = false;
  private DataSize maxLag = DataSize.parse("16MiB");
  private boolean initdb = true;
  private List<String> initdbArgs = List.of();
  private List<String> bootstrapCommand = List.of();
  private boolean streaming = true;
  private PostgresSettings.PrimaryConninfo primaryConninfo = PostgresSettings.PrimaryConninfo.NAME;
  private Optional<String> restoreCommand = Optional.empty();
  private Optional<Path> recoveryTemplatePrimary = Optional.empty();
  private Optional<Path> recoveryTemplateReplica = Optional.empty();
  private Optional<Path> recoveryFilename = Optional.empty();
  private List<String> listenAddresses = List.of();
  private Optional<Path> socketDirectory = Optional.empty();
  private Optional<Path> logFile = Optional.empty();
  private Map<String, String> settings = Map.of();

  PostgresSettingsBuilder() {}

  /** Sets {@code data-directory}. */
  public PostgresSettingsBuilder dataDirectory(Path value) {
    dataDirectory = Optional.of(value);
    return this;
  }

  /** Sets {@code bin-directory}. */
  public PostgresSettingsBuilder binDirectory(Path value) {
    binDirectory = Optional.of(value);
    return this;
  }

  /** Sets {@code config-directory}. */
  public PostgresSettingsBuilder configDirectory(Path value) {
    configDirectory = Optional.of(value);
    return this;
  }

  /** Sets {@code port}. */
  public PostgresSettingsBuilder port(int value) {
    port = Optional.of(value);
    return this;
  }

  /** Sets {@code user}. */
  public PostgresSettingsBuilder user(String value) {
    user = Optional.of(value);
    return this;
  }

  /** Sets {@code start}. */
  public PostgresSettingsBuilder start(List<String> value) {
    start = value;
    return this;
  }

  /** Sets {@code stop}. */
  public PostgresSettingsBuilder stop(List<String> value) {
    stop = value;
    return this;
  }

  /** Sets {@code replication-user}. */
  public PostgresSettingsBuilder replicationUser(String value) {
    replicationUser = value;
    return this;
  }

  /** Sets {@code password-file}. */
  public PostgresSettingsBuilder passwordFile(Path value) {
    passwordFile = Optional.of(value);
    return this;
  }

  /** Sets {@code replication-auth}. */
  public PostgresSettingsBuilder replicationAuth(String value) {
    replicationAuth = Optional.of(value);
    return this;
  }

  /** Sets {@code replication-from}. */
  public PostgresSettingsBuilder replicationFrom(List<String> value) {
    replicationFrom = value;
    return this;
  }

  /** Sets {@code sslmode}. */
  public PostgresSettingsBuilder sslmode(String value) {
    sslmode = Optional.of(value);
    return this;
  }

  /** Sets {@code connect-timeout}. */
  public PostgresSettingsBuilder connectTimeout(Duration value) {
    connectTimeout = value;
    return this;
  }

  /** Sets {@code start-timeout}. */
  public PostgresSettingsBuilder startTimeout(Duration value) {
    startTimeout = value;
    return this;
  }

  /** Sets {@code clone-timeout}. */
  public PostgresSettingsBuilder cloneTimeout(Duration value) {
    cloneTimeout = value;
    return this;
  }

  /** Sets {@code name-timeout}. */
  public PostgresSettingsBuilder nameTimeout(Duration value) {
    nameTimeout = value;
    return this;
  }

  /** Sets {@code manage}. */
  public PostgresSettingsBuilder manage(boolean value) {
    manage = value;
    return this;
  }

  /** Sets {@code adopt-package-cluster}. */
  public PostgresSettingsBuilder adoptPackageCluster(boolean value) {
    adoptPackageCluster = value;
    return this;
  }

  /** Sets {@code max-lag}. */
  public PostgresSettingsBuilder maxLag(DataSize value) {
    maxLag = value;
    return this;
  }

  /** Sets {@code initdb}. */
  public PostgresSettingsBuilder initdb(boolean value) {
    initdb = value;
    return this;
  }

  /** Sets {@code initdb-args}. */
  public PostgresSettingsBuilder initdbArgs(List<String> value) {
    initdbArgs = value;
    return this;
  }

  /** Sets {@code bootstrap-command}. */
  public PostgresSettingsBuilder bootstrapCommand(List<String> value) {
    bootstrapCommand = value;
    return this;
  }

  /** Sets {@code streaming}. */
  public PostgresSettingsBuilder streaming(boolean value) {
    streaming = value;
    return this;
  }

  /** Sets {@code primary-conninfo}. */
  public PostgresSettingsBuilder primaryConninfo(PostgresSettings.PrimaryConninfo value) {
    primaryConninfo = value;
    return this;
  }

  /** Sets {@code restore-command}. */
  public PostgresSettingsBuilder restoreCommand(String value) {
    restoreCommand = Optional.of(value);
    return this;
  }

  /** Sets {@code recovery-template-primary}. */
  public PostgresSettingsBuilder recoveryTemplatePrimary(Path value) {
    recoveryTemplatePrimary = Optional.of(value);
    return this;
  }

  /** Sets {@code recovery-template-replica}. */
  public PostgresSettingsBuilder recoveryTemplateReplica(Path value) {
    recoveryTemplateReplica = Optional.of(value);
    return this;
  }

  /** Sets {@code recovery-filename}. */
  public PostgresSettingsBuilder recoveryFilename(Path value) {
    recoveryFilename = Optional.of(value);
    return this;
  }

  /** Sets {@code listen-addresses}. */
  public PostgresSettingsBuilder listenAddresses(List<String> value) {
    listenAddresses = value;
    return this;
  }

  /** Sets {@code socket-directory}. */
  public PostgresSettingsBuilder socketDirectory(Path value) {
    socketDirectory = Optional.of(value);
    return this;
  }

  /** Sets {@code log-file}. */
  public PostgresSettingsBuilder logFile(Path value) {
    logFile = Optional.of(value);
    return this;
  }

  /** Sets {@code settings}. */
  public PostgresSettingsBuilder settings(Map<String, String> value) {
    settings = value;
    return this;
  }

  /** The settings; validated. */
  public PostgresSettings build() {
    return new PostgresSettings(
        dataDirectory,
        binDirectory,
        configDirectory,
        port,
        user,
        start,
        stop,
        replicationUser,
        passwordFile,
        replicationAuth,
        replicationFrom,
        sslmode,
        connectTimeout,
        startTimeout,
        cloneTimeout,
        nameTimeout,
        manage,
        adoptPackageCluster,
        maxLag,
        initdb,
        initdbArgs,
        bootstrapCommand,
        streaming,
        primaryConninfo,
        restoreCommand,
        recoveryTemplatePrimary,
        recoveryTemplateReplica,
        recoveryFilename,
        listenAddresses,
        socketDirectory,
        logFile,
        settings);
  }
}
