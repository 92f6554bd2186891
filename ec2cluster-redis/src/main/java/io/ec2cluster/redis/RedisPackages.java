package io.ec2cluster.redis;

import io.ec2cluster.host.Machine;
import io.ec2cluster.host.PackagedSoftware;
import java.nio.file.Path;
import java.util.List;

/** Redis in the distribution's packages. */
final class RedisPackages implements PackagedSoftware {
  private static final List<String> USERS = List.of("redis", "valkey");

  /** The unprivileged user that a package has made on a machine; without one {@code nobody}. */
  static String user(Machine machine) {
    return USERS.stream()
        .filter(name -> machine.findUser(name).isPresent())
        .findFirst()
        .orElse("nobody");
  }

  @Override
  public String name() {
    return "Redis or Valkey";
  }

  @Override
  public String searched() {
    return "/usr/bin, /usr/local/bin and the PATH";
  }

  @Override
  public String advice() {
    return "install Redis 6.2 or newer, or Valkey (Debian and Ubuntu: 'apt-get install redis-server';"
        + " Fedora and RHEL: 'dnf install valkey'; macOS: 'brew install redis'), or set redis.program"
        + " to the server's program";
  }

  /** The server's program is a link to one of the tools. */
  @Override
  public Selection select(Lists lists) {
    return new Selection(List.of("redis-server", "redis-tools"), Path.of("usr", "bin"));
  }

  @Override
  public boolean mayLoad(String library) {
    return library.startsWith("lib") || library.startsWith("lua-");
  }
}
