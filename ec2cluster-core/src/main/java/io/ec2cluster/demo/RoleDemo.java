package io.ec2cluster.demo;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.internal.run.Shield;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The demonstration of an engine with one primary: three nodes run {@code init} at the same time,
 * rows written on the primary are read on both replicas, and everything is stopped and removed
 * again, also after a failure or an interruption.
 */
public final class RoleDemo {
  private static final String ID = "demo";
  private static final int NODES = 3;

  /** Less than the half minute that the command line gives an interrupted operation. */
  private static final Duration CLEARING = Duration.ofSeconds(15);

  private final OperationContext context;
  private final DemoEngine engine;
  private final DemoOptions options;

  private RoleDemo(OperationContext context, DemoEngine engine, DemoOptions options) {
    this.context = context;
    this.engine = engine;
    this.options = options;
  }

  /** The operation that the engine's module contributes. */
  public static Service<DemoOptions> operation(DemoEngine engine) {
    return new Service<>(
        ID,
        engine.summary(),
        DemoOptions.class,
        (context, options) -> new RoleDemo(context, engine, options).run());
  }

  private void run() throws InterruptedException {
    if (options.stop().isPresent()) {
      stop(options.stop().get());
    } else {
      demonstrate();
    }
  }

  private void stop(Path directory) {
    DemoCluster cluster = DemoCluster.open(context, engine.id(), directory, NODES);
    clear(cluster).ifPresent(RoleDemo::raise);
    say("stopped the servers and removed " + cluster.directory());
  }

  private void demonstrate() throws InterruptedException {
    long begin = context.time().nanos();
    DemoServers servers = engine.prepare(context, options.fetch());
    DemoCluster cluster = DemoCluster.create(context, engine.id(), options.directory(), NODES);
    RoleShow show = new RoleShow(context, cluster, servers);
    try {
      show.run();
    } catch (InterruptedException | RuntimeException | Error failure) {
      end(show, cluster, failure);
      throw failure;
    }
    if (options.keep()) {
      show.sayHowToLook();
      sayHowToStop(cluster);
    } else {
      clear(cluster).ifPresent(RoleDemo::raise);
      say("stopped the servers and removed " + cluster.directory());
    }
    say("all of it took " + seconds(Duration.ofNanos(context.time().nanos() - begin)));
  }

  /** Leaves in order; an interruption may have come as any exception. */
  private void end(RoleShow show, DemoCluster cluster, Throwable failure) {
    boolean interrupted = failure instanceof InterruptedException || Thread.interrupted();
    if (options.keep() && !interrupted) {
      show.sayHowToLook();
      sayHowToStop(cluster);
      return;
    }
    say("stopping the servers");
    Optional<Throwable> left = clear(cluster);
    left.ifPresent(failure::addSuppressed);
    String state =
        left.map(why -> "not everything could be removed: " + why.getMessage())
            .orElse("the servers are stopped and " + cluster.directory() + " is removed");
    if (left.isPresent()) {
      sayHowToStop(cluster);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException("the demo was interrupted; " + state, failure);
    }
    say(state);
  }

  /** Stops and removes everything, out of the reach of an interruption. */
  private Optional<Throwable> clear(DemoCluster cluster) {
    return new Shield(Shield.ownThread(), CLEARING).run(() -> stopAndRemove(cluster));
  }

  /** One that cannot be stopped does not keep the others running; then the files are kept. */
  private void stopAndRemove(DemoCluster cluster) throws InterruptedException {
    List<RuntimeException> failures = new ArrayList<>();
    for (DemoNode node : cluster.nodes()) {
      try {
        engine.stop(context, node);
      } catch (RuntimeException failure) {
        failures.add(failure);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    cluster.remove();
  }

  private void sayHowToStop(DemoCluster cluster) {
    say("to stop the servers and remove everything:");
    say("  " + cluster.commandLine(ID, engine.id(), "--stop", cluster.directory().toString()));
  }

  private void say(String message) {
    context.progress().progress(message);
  }

  private static void raise(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw failure instanceof RuntimeException known
        ? known
        : new EnvironmentException(String.valueOf(failure.getMessage()), failure);
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
