package io.ec2cluster.internal.role;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.OtherNode;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command on another node that runs beside the steps of this one. */
final class RemoteCall {
  private static final Duration REACH = Duration.ofSeconds(30);
  private static final Duration LAST_WORDS = Duration.ofSeconds(30);

  /** How long ending a call may take: a process is ended here, or a command cancelled there. */
  private static final Duration ENDING = Duration.ofSeconds(15);

  /** What {@code lease check} answers where ec2cluster runs and can read the record. */
  private static final List<Integer> REACHED = List.of(0, 10);

  private final OtherNode other;
  private final List<String> words;
  private final Duration timeout;
  private Optional<FutureTask<CommandResult>> call = Optional.empty();
  private Optional<Thread> caller = Optional.empty();

  RemoteCall(OtherNode other, List<String> words, Duration timeout) {
    this.other = other;
    this.words = List.copyOf(words);
    this.timeout = timeout;
  }

  /** Begins, and proves that the other node is reached. */
  Step step(String name) {
    return Step.named(name).description("Run there: " + other.shown(words)).action(this::begin);
  }

  /** The question goes beside the call: when it is answered, the call has had its start-up too. */
  private void begin(StepContext step) throws InterruptedException {
    FutureTask<CommandResult> task = new FutureTask<>(() -> other.run(words, timeout));
    call = Optional.of(task);
    Thread thread = new Thread(task, "ec2cluster remote call");
    thread.setDaemon(true);
    thread.start();
    caller = Optional.of(thread);
    List<String> question = List.of("lease", "check");
    CommandResult answer = other.run(question, REACH);
    if (!REACHED.contains(answer.exitCode())) {
      cancel(task);
      call = Optional.empty();
      other.require(answer, question);
    }
    requireNotFailed();
  }

  /** Whether it was begun and is over. */
  boolean hasEnded() {
    return call.filter(FutureTask::isDone).isPresent();
  }

  /** Whether it has ended, and not well. */
  boolean hasFailed() {
    return call.filter(FutureTask::isDone).map(done -> !result(done).succeeded()).orElse(false);
  }

  /** Fails as the command there has failed, if it has. */
  void requireNotFailed() {
    call.filter(FutureTask::isDone).ifPresent(done -> other.require(result(done), words));
  }

  /** Lets it finish for a while, then ends it; what it said last stands in the report. */
  void end(StepContext step) throws InterruptedException {
    if (call.isEmpty()) {
      return;
    }
    try {
      CommandResult result = call.get().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      if (!result.succeeded()) {
        step.note(
            "'"
                + other.shown(words)
                + "' ended with "
                + result.exitCode()
                + ": "
                + result.lastWords(3));
      }
    } catch (TimeoutException late) {
      cancel(call.get());
      step.note("'" + other.shown(words) + "' was ended");
    } catch (ExecutionException failed) {
      step.note("'" + other.shown(words) + "' failed: " + failed.getCause());
    }
  }

  /** Waits until it is ended: this process may end at once, and its threads with it. */
  private void cancel(FutureTask<CommandResult> task) throws InterruptedException {
    task.cancel(true);
    if (caller.isPresent()) {
      caller.get().join(ENDING.toMillis());
    }
  }

  private static CommandResult result(FutureTask<CommandResult> done) {
    try {
      return done.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("interrupted", interrupted);
    } catch (ExecutionException failed) {
      throw new EnvironmentException("the call failed: " + failed.getCause(), failed);
    }
  }
}
