package io.ec2cluster.simulation;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.internal.role.RoleOperations;
import io.ec2cluster.role.LeaseCheckOptions;
import io.ec2cluster.spi.Presence;
import io.ec2cluster.spi.Query;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What the init system does when an instance boots: it asks {@code lease check --start} whether the
 * engine may start, and starts it as what its data is.
 */
final class BootRun implements Runnable {
  private final World world;
  private final SimulatedNode node;
  private final ToolRun process;
  private final Path files;

  BootRun(World world, SimulatedNode node, Path files) {
    this.world = world;
    this.node = node;
    this.files = files;
    process = new ToolRun(world, node.index, Optional.of(node));
    // A known weak place: this start is preceded by no write, so nothing notices an old reading.
    process.seesTheLatest();
    node.process = Optional.of(process);
  }

  ToolRun process() {
    return process;
  }

  @Override
  public void run() {
    NodeEngine engine = new NodeEngine(world, process, node);
    try {
      if (check(engine)) {
        engine.boot();
      }
    } catch (EnvironmentException failed) {
      world.trace(() -> node.instanceId + " does not start: " + failed.getMessage());
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("nobody interrupts", impossible);
    }
    process.ends();
  }

  private boolean check(NodeEngine engine) throws InterruptedException {
    SimulatedContext context =
        new SimulatedContext(
            process,
            new SimulatedCloud(
                world, process, node, new Connection(world, process), Presence.none()),
            new SplittableRandom(node.runs),
            files,
            () -> {});
    Query<?> query =
        (Query<?>)
            RoleOperations.of(new SimulatedEngine(world, node, engine)).stream()
                .filter(one -> one.id().equals("lease check"))
                .findFirst()
                .orElseThrow();
    return answer(query, context) == 0;
  }

  private static <O extends Record> int answer(Query<O> query, SimulatedContext context)
      throws InterruptedException {
    return query
        .question()
        .answer(context, query.options().cast(new LeaseCheckOptions(true)))
        .exitCode();
  }
}
