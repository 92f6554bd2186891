package io.ec2cluster.redis;

import io.ec2cluster.redis.RedisTestCluster.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Redis 6.2, the oldest that is supported: the server in a jar of Maven's. The third node runs the
 * distribution's, which is newer, as in the middle of an upgrade.
 */
class OldestRedisIT extends OtherVersionContract {
  private static final String SERVER = "/redis-server-6.2.6-v5-linux-amd64";

  OldestRedisIT() {
    super("redis_version:6.2.");
  }

  @Override
  Node newer(Path program) {
    return cluster.node(13);
  }

  /** Under a name that no package gives a server, longer than the kernel keeps. */
  @Override
  Path program() {
    Path program = cluster.folder().resolve("oldest-supported-redis");
    try (InputStream resource = getClass().getResourceAsStream(SERVER)) {
      if (resource == null) {
        throw new AssertionError(SERVER + " of embedded-redis is not on the class path");
      }
      Files.copy(resource, program);
      return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
