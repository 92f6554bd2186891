package io.ec2cluster.etcd;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.host.ServiceNotice;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The end of {@code etcd run}: the leadership goes to another member, this node leaves where it is
 * to, and etcd is stopped whatever became of that. For use by one thread.
 */
final class Ending {
  /** etcd's SIGTERM and SIGKILL, and the last words of a call. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(40);

  private final Node node;
  private final NodeLife life;
  private final OnStop onStop;
  private final Duration longest;
  private final ServiceNotice notice;
  private final StepContext progress;
  private final Consumer<String> say;

  Ending(
      Node node, NodeLife life, EtcdSettings settings, ServiceNotice notice, StepContext progress) {
    this.node = node;
    this.life = life;
    this.onStop = settings.onStop();
    this.longest = settings.stopTimeout();
    this.notice = notice;
    this.progress = progress;
    this.say = node.say();
  }

  /**
   * Ends it; the interruption that is the reason does not stop this, and is kept.
   *
   * @param told whether it was told to end: who ends because of a failure leaves nothing
   */
  void end(boolean told) {
    boolean interrupted = Thread.interrupted();
    progress.ending(true);
    try {
      notice.stopping(longest.plus(AFTERWARDS));
      if (told) {
        depart();
      }
    } catch (InterruptedException again) {
      say.accept("told to end again: stopping etcd as it is");
      interrupted = true;
    } finally {
      interrupted |= stop();
      progress.ending(false);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void depart() throws InterruptedException {
    if (life.hasDeparted()) {
      return;
    }
    within(
        () -> {
          if (onStop.leaves(node.group(), say)) {
            return life.departure().leaveWithin(longest);
          }
          life.departure().handOver();
          return Departure.Result.NOT_YET;
        });
  }

  private boolean stop() {
    try {
      node.server().stop();
      return false;
    } catch (InterruptedException again) {
      return true;
    }
  }

  /** Leaves because a person has asked for it, and goes on where that is not possible. */
  LeaveRequest.Answer leave() throws InterruptedException {
    Departure.Result result = within(() -> life.departure().leaveWithin(longest));
    String words =
        switch (result) {
          case LEFT -> "it idles until it is ended";
          case LAST -> "this is the last member that votes";
          case NOT_YET -> "not possible within stop-timeout; see the words of 'etcd run'";
        };
    if (result == Departure.Result.LEFT) {
      life.stopForGood("because 'etcd leave' was run");
    }
    return new LeaveRequest.Answer(result, words);
  }

  private Departure.Result within(Callable<Departure.Result> work) throws InterruptedException {
    try {
      return Bounded.run(longest, work);
    } catch (TimeoutException late) {
      say.accept(
          "not done within stop-timeout, %d s: it is left as it is".formatted(longest.toSeconds()));
    } catch (Ec2ClusterException failed) {
      say.accept("this did not succeed, and is left as it is: " + failed.getMessage());
    }
    return Departure.Result.NOT_YET;
  }
}
