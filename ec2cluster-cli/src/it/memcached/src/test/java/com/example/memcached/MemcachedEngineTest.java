package com.example.memcached;

import io.ec2cluster.Time;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.contract.RoleEngineContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** A real memcached on the loopback interface. */
class MemcachedEngineTest extends RoleEngineContract {
  private final Path folder;
  private final int port;

  MemcachedEngineTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      this.port = free.getLocalPort();
    }
  }

  @Override
  protected RoleEngine module() {
    return new MemcachedEngine();
  }

  @Override
  protected String section() {
    return "{port: 11311, user: cache}";
  }

  @Override
  protected Map<String, String> refusedSections() {
    return Map.of("{port: 0}", "port", "{prot: 1}", "prot");
  }

  @Override
  protected FakeOperationContext context() {
    return FakeOperationContext.builder()
        .metadata(Map.of("instance-id", "i-1", "local-ipv4", "127.0.0.1"))
        .section(new MemcachedSettings(port, "memcache"))
        .realCommands()
        .time(Time.system())
        .build();
  }

  @Override
  protected Assignment assignment(Role role) {
    DnsName name = DnsName.of("primary.maindb.example.com");
    Duration ttl = Duration.ofSeconds(60);
    String primary = role == Role.PRIMARY ? "i-1" : "i-2";
    return new Assignment(
        role,
        1,
        role == Role.PRIMARY,
        new RoleNames(name, Optional.empty(), ttl, ttl),
        new PrimaryLocation(primary, "127.0.0.1", port, Optional.empty(), Optional.empty()));
  }

  @Override
  protected Path kept() {
    return folder;
  }
}
