package io.ec2cluster.internal.process;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs programs as processes of this machine. A run ends when the program itself ends, also if it
 * leaves a server behind that holds its streams.
 *
 * <p>Output goes through files that are appended to: a script that opens {@code /dev/stderr} anew
 * with {@code >} instead of using {@code >&2} cuts off what was written before.
 *
 * <p>As another user, a program gets that user's groups and home, and of this process's environment
 * only {@code PATH}, the language and the time zone. Time-outs are measured by the machine's own
 * clock: programs know no other. Safe for use by several threads.
 */
public final class ProcessCommands implements Commands {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessCommands.class);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration LOOK_UP = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 100;

  private final Self self;
  private final Map<String, String> environment;
  private final Duration grace;

  /**
   * Programs inherit an environment.
   *
   * @param environment the variables, usually this process's
   */
  public ProcessCommands(Map<String, String> environment) {
    this(Self.current(), environment, GRACE);
  }

  /** With another identity and another time between SIGTERM and SIGKILL, for tests. */
  ProcessCommands(Self self, Map<String, String> environment, Duration grace) {
    this.self = self;
    this.environment = ImmutableMap.copyOf(environment);
    this.grace = grace;
  }

  @Override
  public CommandResult run(Command command) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before " + command.arguments());
    }
    Launch launch = Launch.of(command, environment, otherAccount(command));
    LOG.debug("run {} in {}", launch.arguments(), launch.directory());
    try (OutputFile output = OutputFile.create();
        OutputFile errors = OutputFile.create()) {
      Stopwatch watch = Stopwatch.createStarted();
      Process process = start(command, launch, output, errors);
      boolean timedOut = !await(process, command.timeout(), output, errors);
      CommandResult result =
          new CommandResult(
              process.isAlive() ? 128 + 9 : process.exitValue(),
              timedOut,
              output.text(),
              errors.text(),
              watch.elapsed());
      if (Launch.failedToStart(result.exitCode(), result.errors())) {
        throw notStarted(command, result.lastWords(1));
      }
      return result;
    }
  }

  /** The account of the command's user, where that is not this process's own. */
  private Optional<Account> otherAccount(Command command) throws InterruptedException {
    String user = command.user().orElse(self.user());
    if (user.equals(self.user())) {
      return Optional.empty();
    }
    if (!self.superuser()) {
      throw new EnvironmentException(
          "this process runs as user '%s' and cannot become '%s': run it as '%s' or as root"
              .formatted(self.user(), user, user));
    }
    Optional<Account> local = Account.findLocal(user);
    Optional<Account> account = local.isPresent() ? local : findElsewhere(user);
    if (account.isEmpty()) {
      throw new EnvironmentException(
          "there is no user '"
              + user
              + "' on this machine (looked in /etc/passwd and asked getent): create it, or"
              + " correct the setting that names it");
    }
    return account;
  }

  /** Users that come from a directory service: getent(1) asks whatever nsswitch.conf names. */
  private Optional<Account> findElsewhere(String user) throws InterruptedException {
    if (ProgramSearch.standard().find("getent").isEmpty()) {
      return Optional.empty();
    }
    Command getent = Command.of(List.of("getent", "passwd", "--", user)).within(LOOK_UP);
    return Account.parse(run(getent).output().strip());
  }

  private static Process start(
      Command command, Launch launch, OutputFile output, OutputFile errors) {
    ProcessBuilder builder =
        new ProcessBuilder(launch.arguments())
            .directory(launch.directory().toFile())
            .redirectOutput(output.redirect())
            .redirectError(errors.redirect());
    if (command.input().isEmpty()) {
      builder.redirectInput(new File("/dev/null"));
    }
    builder.environment().clear();
    builder.environment().putAll(launch.environment());
    try {
      if (launch.account().isPresent()) {
        output.giveTo(launch.account().get());
        errors.giveTo(launch.account().get());
      }
      Process process = builder.start();
      output.unlink();
      errors.unlink();
      command.input().ifPresent(text -> write(text, process));
      return process;
    } catch (IOException failure) {
      throw notStarted(command, String.valueOf(failure.getMessage()));
    }
  }

  /** Writes on a thread of its own: a program that reads nothing would block us. */
  private static void write(String text, Process process) {
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream input = process.getOutputStream()) {
                input.write(text.getBytes(StandardCharsets.UTF_8));
              } catch (IOException closed) {
                LOG.debug("process {} did not read all of its input", process.pid());
              }
            },
            "input of process " + process.pid());
    writer.setDaemon(true);
    writer.start();
  }

  /** Waits for the end; ends the program when its time is over or we are interrupted. */
  private boolean await(Process process, Duration timeout, OutputFile output, OutputFile errors)
      throws InterruptedException {
    Duration bound = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
    long end = System.nanoTime() + bound.toNanos();
    try {
      for (long left = bound.toNanos(); left > 0; left = end - System.nanoTime()) {
        long look = Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        if (process.waitFor(look, TimeUnit.NANOSECONDS)) {
          return true;
        }
        output.trim();
        errors.trim();
      }
    } catch (InterruptedException interrupted) {
      new ProcessTree(process.toHandle(), grace).end();
      throw interrupted;
    }
    new ProcessTree(process.toHandle(), grace).end();
    return false;
  }

  private static EnvironmentException notStarted(Command command, String why) {
    return new EnvironmentException(
        "cannot run "
            + command.arguments()
            + command.user().map(user -> " as user '" + user + "'").orElse("")
            + ": "
            + why);
  }
}
