package io.ec2cluster.redis;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.demo.DemoEngine;
import io.ec2cluster.demo.DemoNode;
import io.ec2cluster.demo.DemoServers;
import io.ec2cluster.host.AptPackages;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.PackageCache;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The demonstration: three real servers, as the server's user where this process is root. */
final class RedisDemo implements DemoEngine {
  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Machine machine;
  private final Map<String, String> environment;

  /**
   * On a machine.
   *
   * @param environment the environment variables, which may say where caches are
   */
  RedisDemo(Machine machine, Map<String, String> environment) {
    this.machine = machine;
    this.environment = environment;
  }

  @Override
  public String id() {
    return RedisEngine.ID;
  }

  @Override
  public String summary() {
    return "three real Redis servers on this machine become a primary and two replicas";
  }

  @Override
  public DemoServers prepare(OperationContext context, boolean fetch) throws InterruptedException {
    String user = machine.privileged() ? RedisPackages.user(machine) : machine.user();
    AptPackages packages =
        new AptPackages(context.commands(), machine, context.progress(), new RedisPackages());
    ServerProgram program =
        new ProgramSearch(machine, context.commands(), user)
            .find(
                context.settings(RedisSettings.class).program(),
                fetch,
                PackageCache.of(RedisEngine.ID, machine, environment, packages));
    return new RedisServers(context.commands(), program, user);
  }

  /** Its data is removed afterwards: nothing is saved. */
  @Override
  public void stop(OperationContext context, DemoNode node) throws InterruptedException {
    ServerProcesses processes =
        new ServerProcesses(
            RedisServers.dataDirectory(node),
            context.settings(RedisSettings.class).program().orElse(Path.of("redis-server")));
    processes.all().stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(ProcessHandle::destroyForcibly);
    long end = context.time().nanos() + END.toNanos();
    while (!processes.all().isEmpty()) {
      if (context.time().nanos() - end >= 0) {
        throw new EnvironmentException(
            "processes "
                + processes.all()
                + " of the server of "
                + RedisServers.dataDirectory(node)
                + " are still there after SIGKILL: see what they wait for (ps -o stat,wchan), then"
                + " stop the demo again");
      }
      context.time().sleep(PAUSE);
    }
  }
}
