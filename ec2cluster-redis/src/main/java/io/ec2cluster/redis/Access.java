package io.ec2cluster.redis;

import io.ec2cluster.config.Secret;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.PasswordFile;
import io.ec2cluster.redis.ServerConnection.Address;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Who may ask servers and who replicates, with their passwords, which come from files. */
final class Access {
  /** What admin-user needs; the rights of replication-user are in it. */
  static final String RIGHTS =
      "+info +ping +config|get +config|set +replicaof +client +shutdown +save +setrange +pubsub"
          + " +psync +replconf ~ec2cluster:*";

  /** What to do about a command that the server does not know: all of them are older than 6.2. */
  static final String RENAMED =
      ": take the rename-command of the server's configuration out, keep others from the command with"
          + " an ACL, and start the server anew (for SHUTDOWN alone, redis.stop does)";

  /** What a server is told to do. */
  static final Set<String> COMMANDS =
      Set.of(
          "INFO",
          "PING",
          "CONFIG",
          "REPLICAOF",
          "CLIENT",
          "SHUTDOWN",
          "SAVE",
          "SETRANGE",
          "PUBSUB",
          "PSYNC",
          "REPLCONF",
          "AUTH");

  private static final String DEFAULT_USER = "default";
  private static final String SETTING = "redis.password-file";
  private static final String DEFAULT_FILE = "/etc/ec2cluster/redis.password";

  private final RedisSettings settings;
  private final Machine machine;

  Access(RedisSettings settings, Machine machine) {
    this.settings = settings;
    this.machine = machine;
  }

  /** What to do about an error of authentication, by its code. */
  static String hint(String code, Address address) {
    return switch (code) {
      case "NOPERM" ->
          ". Give ACL user '" + address.user() + "' (redis.admin-user) the rights: " + RIGHTS;
      case "DENIED" ->
          ". The server is in protected mode: put a password into "
              + DEFAULT_FILE
              + " on every node";
      default ->
          ". Put the password of '"
              + address.user()
              + "' into the file that redis.password-file names (by default "
              + DEFAULT_FILE
              + "), the same on every node";
    };
  }

  Optional<Secret> password() {
    if (settings.passwordFile().isPresent()) {
      return settings.passwordFile().map(file -> PasswordFile.read(SETTING, file));
    }
    Path file = machine.at(DEFAULT_FILE);
    return PasswordFile.exists(file)
        ? Optional.of(PasswordFile.read(SETTING, file))
        : Optional.empty();
  }

  Optional<Secret> replicationPassword() {
    return settings
        .replicationPasswordFile()
        .map(file -> PasswordFile.read("redis.replication-password-file", file))
        .or(this::password);
  }

  /** The user of the replication; empty for the one that has no name to give. */
  Optional<String> replicationUser() {
    return settings
        .replicationUser()
        .or(() -> Optional.of(settings.adminUser()))
        .filter(user -> !user.equals(DEFAULT_USER));
  }

  /**
   * The password that the server is to ask of everybody: only where the configuration of the server
   * leaves its users to us.
   */
  Optional<Secret> requiredPassword(RedisConf own) {
    boolean hasUsers =
        own.has("user") || own.has("aclfile") || own.value("requirepass").isPresent();
    return settings.adminUser().equals(DEFAULT_USER) && !hasUsers ? password() : Optional.empty();
  }
}
