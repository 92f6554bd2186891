package io.ec2cluster.postgres;

import io.ec2cluster.demo.DemoEngine;
import io.ec2cluster.demo.DemoNode;
import io.ec2cluster.demo.DemoServers;
import io.ec2cluster.host.AptPackages;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.PackageCache;
import io.ec2cluster.spi.OperationContext;
import java.util.Map;
import java.util.stream.Stream;

/** The demonstration: three real servers, as the server's user where this process is root. */
final class PostgresDemo implements DemoEngine {
  private final Machine machine;
  private final Map<String, String> environment;

  /**
   * On a machine.
   *
   * @param environment the environment variables, which may say where caches are
   */
  PostgresDemo(Machine machine, Map<String, String> environment) {
    this.machine = machine;
    this.environment = environment;
  }

  @Override
  public String id() {
    return PostgresEngine.ID;
  }

  @Override
  public String summary() {
    return "three real Postgres servers on this machine become a primary and two replicas";
  }

  @Override
  public DemoServers prepare(OperationContext context, boolean fetch) throws InterruptedException {
    String user = serverUser();
    PostgresBinaries binaries =
        new BinarySearch(machine, context.commands(), user)
            .find(
                context.settings(PostgresSettings.class).binDirectory(),
                fetch,
                PackageCache.of(
                    PostgresEngine.ID,
                    machine,
                    environment,
                    new AptPackages(
                        context.commands(), machine, context.progress(), new PostgresPackages())));
    return new PostgresServers(context.commands(), machine, binaries, user);
  }

  @Override
  public void stop(OperationContext context, DemoNode node) throws InterruptedException {
    new ServerEnd(context, PostgresServers.dataDirectory(node)).stop();
  }

  /** PostgreSQL refuses to run as root. */
  private String serverUser() {
    if (!machine.privileged()) {
      return machine.user();
    }
    return Stream.of("postgres", "nobody")
        .filter(user -> machine.findUser(user).isPresent())
        .findFirst()
        .orElse("nobody");
  }
}
