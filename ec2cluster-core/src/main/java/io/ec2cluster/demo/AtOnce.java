package io.ec2cluster.demo;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Does the same on every node at the same time. The first failure, or an interrupt, ends all. */
final class AtOnce {
  /** Programs that are interrupted get some seconds to end in order. */
  private static final Duration ENDING = Duration.ofSeconds(15);

  private AtOnce() {}

  /** What is done on one node. */
  @FunctionalInterface
  interface Task<T> {
    T on(DemoNode node) throws InterruptedException;
  }

  /**
   * Does it; when this returns or throws, nothing of it goes on.
   *
   * @param each hears every result as it comes, on the calling thread
   */
  static <T> void onAll(List<DemoNode> nodes, Task<T> task, Consumer<T> each)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
    try {
      CompletionService<T> results = new ExecutorCompletionService<>(threads);
      for (DemoNode node : nodes) {
        Callable<T> call = () -> task.on(node);
        results.submit(call);
      }
      for (int count = 0; count < nodes.size(); count++) {
        each.accept(results.take().get());
      }
    } catch (ExecutionException failed) {
      throw rethrown(failed);
    } finally {
      threads.shutdownNow();
      // What is not over by then is ended with the servers.
      boolean unused = Uninterruptibles.awaitTerminationUninterruptibly(threads, ENDING);
    }
  }

  private static RuntimeException rethrown(ExecutionException failed) {
    if (failed.getCause() instanceof RuntimeException known) {
      return known;
    }
    if (failed.getCause() instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a node's work was interrupted by nobody", failed);
  }
}
