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
import java.util.function.Function;

/**
 * A demonstration from its beginning to its end: real servers on this machine show something, and
 * everything is stopped and removed again, also after a failure or an interruption.
 */
public final class Demonstration {
  private static final String ID = "demo";

  /** Less than the half minute that the command line gives an interrupted operation. */
  private static final Duration CLEARING = Duration.ofSeconds(15);

  private final OperationContext context;
  private final DemoPlay play;
  private final DemoOptions options;

  private Demonstration(OperationContext context, DemoPlay play, DemoOptions options) {
    this.context = context;
    this.play = play;
    this.options = options;
  }

  /** The operation that the engine's module contributes. */
  public static Service<DemoOptions> operation(DemoPlay play) {
    return new Service<>(
        ID,
        play.summary(),
        DemoOptions.class,
        (context, options) -> new Demonstration(context, play, options).run());
  }

  private void run() throws InterruptedException {
    if (options.stop().isPresent()) {
      stop(options.stop().get());
    } else {
      demonstrate();
    }
  }

  private void stop(Path directory) {
    DemoCluster cluster = DemoCluster.open(context, play.id(), directory, play.nodes());
    clear(cluster).ifPresent(Demonstration::raise);
    say("stopped the servers and removed " + cluster.directory());
  }

  private void demonstrate() throws InterruptedException {
    long begin = context.time().nanos();
    Function<DemoCluster, DemoShow> prepared = play.prepare(context, options.fetch());
    DemoCluster cluster = DemoCluster.create(context, play.id(), options.directory(), play.nodes());
    DemoShow show = prepared.apply(cluster);
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
      clear(cluster).ifPresent(Demonstration::raise);
      say("stopped the servers and removed " + cluster.directory());
    }
    say("all of it took " + seconds(Duration.ofNanos(context.time().nanos() - begin)));
  }

  /** Leaves in order; an interruption may have come as any exception. */
  private void end(DemoShow show, DemoCluster cluster, Throwable failure) {
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
        play.stop(context, node);
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
    say("  " + cluster.commandLine(ID, play.id(), "--stop", cluster.directory().toString()));
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

  /** A duration for people. */
  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
