package io.ec2cluster.redis;

import com.google.common.primitives.Ints;
import io.ec2cluster.EnvironmentException;

/**
 * A server's version. Valkey gives the version of Redis that it is compatible with beside its own.
 *
 * @param name {@code Redis} or {@code Valkey}
 * @param text the software's own version
 * @param major of the Redis that it is compatible with
 * @param minor likewise
 */
record Version(String name, String text, int major, int minor) {
  private static final int OLDEST_MAJOR = 6;
  private static final int OLDEST_MINOR = 2;

  static Version of(ServerInfo info) {
    String compatible = info.get("redis_version");
    String[] parts = compatible.split("\\.", -1);
    Integer major = Ints.tryParse(parts[0]);
    Integer minor = parts.length > 1 ? Ints.tryParse(parts[1]) : null;
    boolean valkey = info.find("valkey_version").isPresent();
    return new Version(
        valkey ? "Valkey" : "Redis",
        info.find("valkey_version").orElse(compatible),
        major == null ? 0 : major,
        minor == null ? 0 : minor);
  }

  /** Refuses one that lacks what the operations need ({@code CLIENT PAUSE … WRITE}). */
  void require() {
    boolean old = major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR);
    if (old) {
      throw new EnvironmentException(
          "the server is " + this + ": Redis 6.2 or newer, or Valkey, is needed");
    }
  }

  @Override
  public String toString() {
    return name + " " + text;
  }
}
