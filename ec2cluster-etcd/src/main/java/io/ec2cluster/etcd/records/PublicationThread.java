package io.ec2cluster.etcd.records;

import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a publication beside what keeps etcd running: a zone that does not answer makes nothing else
 * wait. Safe for use by several threads.
 */
public final class PublicationThread implements Consumer<Optional<Published>>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PublicationThread.class);
  private static final Duration PACE = Duration.ofMillis(500);

  /** Whoever says nothing for so long may not lead any more. */
  private static final Duration VALID = Duration.ofSeconds(30);

  private final Publication publication;
  private final Time time;
  private final Thread thread;
  private Optional<Told> told = Optional.empty();

  private PublicationThread(Publication publication, Time time) {
    this.publication = publication;
    this.time = time;
    this.thread = new Thread(this::keep, "ec2cluster-etcd-records");
    thread.setDaemon(true);
  }

  /** Starts one. */
  public static PublicationThread start(Publication publication, Time time) {
    PublicationThread started = new PublicationThread(publication, time);
    started.thread.start();
    return started;
  }

  private record Told(Published published, long at) {}

  /** What is to be published; nothing while another member does it. */
  @Override
  public synchronized void accept(Optional<Published> published) {
    told = published.map(what -> new Told(what, time.nanos()));
  }

  private synchronized Optional<Published> current() {
    return told.filter(what -> time.nanos() - what.at() < VALID.toNanos()).map(Told::published);
  }

  private void keep() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        current().ifPresent(publication::round);
        time.sleep(PACE);
      }
    } catch (InterruptedException | InterruptedOperationException stopped) {
      LOG.debug("the records are kept no longer");
    }
  }

  /** Ends it; a call that is under way is broken off, and its batch is applied whole or not. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
