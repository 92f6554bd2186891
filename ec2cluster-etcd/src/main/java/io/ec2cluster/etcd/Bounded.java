package io.ec2cluster.etcd;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that may take so long and no longer, whatever the calls in it wait for: it is done on
 * another thread, which is interrupted when the time is over.
 */
final class Bounded {
  /** How long an interrupted call may take to notice it. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Bounded.class);

  private Bounded() {}

  /**
   * The result of the work.
   *
   * @throws TimeoutException if there is none in time
   * @throws RuntimeException what the work throws
   */
  static <T> T run(Duration longest, Callable<T> work)
      throws InterruptedException, TimeoutException {
    ExecutorService one =
        Executors.newSingleThreadExecutor(
            new ThreadFactoryBuilder()
                .setNameFormat("ec2cluster-etcd-stop")
                .setDaemon(true)
                .build());
    Future<T> result = one.submit(work);
    try {
      return result.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed);
    } finally {
      one.shutdownNow();
      awaitEnd(one);
    }
  }

  private static void awaitEnd(ExecutorService one) throws InterruptedException {
    if (!one.awaitTermination(LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
      LOG.warn("a call does not heed its interruption; it is left to its own time limit");
    }
  }
}
