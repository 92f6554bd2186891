package io.ec2cluster.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.time.Durations;
import io.ec2cluster.internal.time.Pauses;
import io.ec2cluster.internal.write.Nonces;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.RemoteShell;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands on other nodes by SSM (AWS Systems Manager, Run Command): the document
 * AWS-RunShellScript, whose shell runs as root there. No port has to be open; an SSM Agent has to
 * run. It is asked after 0.2 s, then at growing distances of up to 7.5 s.
 *
 * <p>A command whose time is over, or whose caller is interrupted, is cancelled; the agent then
 * kills its processes, as it does by itself after the same time. Of what it said SSM keeps the
 * beginning ({@link SsmInvocation}). Safe for use by several threads.
 */
final class SsmShell implements RemoteShell {
  private static final Logger LOG = LoggerFactory.getLogger(SsmShell.class);

  /** Ids of EC2's instances, and of machines elsewhere that are registered with SSM. */
  private static final Pattern ID = Pattern.compile("m?i-[0-9a-zA-Z]+");

  /** How long SSM may not show a command that it has taken. */
  private static final Duration UNSEEN = Duration.ofMinutes(1);

  private static final Duration CANCEL = Duration.ofSeconds(10);

  /** How long the end of a cancelled command is waited for. */
  private static final Duration LAST_LOOKS = Duration.ofSeconds(10);

  private final SsmCommands commands;
  private final Time time;
  private final RandomGenerator random;

  SsmShell(SsmCommands commands, Time time, RandomGenerator random) {
    this.commands = commands;
    this.time = time;
    this.random = random;
  }

  @Override
  public String id() {
    return "ssm";
  }

  @Override
  public void requireAddress(Member member) {
    if (!ID.matcher(member.instanceId()).matches()) {
      throw new UsageException(
          "remote: ssm: found the node "
              + member
              + ", expected an instance id, i-… or mi-…: SSM reaches instances by their ids alone."
              + " Use another way, such as remote: [ssh, -oBatchMode=yes]");
    }
  }

  @Override
  public CommandResult run(Member member, String line, Duration timeout)
      throws InterruptedException {
    requireAddress(member);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before '" + line + "' on " + member);
    }
    SsmOrder order = new SsmOrder(member, line, Nonces.fresh(random), time.now(), timeout);
    Run run = new Run(order);
    try {
      return run.result();
    } catch (InterruptedException | InterruptedOperationException interrupted) {
      run.abandon();
      throw interrupted;
    }
  }

  /** One command while it is waited for. */
  private final class Run {
    private final SsmOrder order;
    private final long start = time.nanos();
    private Optional<String> id = Optional.empty();
    private Optional<SsmInvocation> last = Optional.empty();
    private long lastSeen;

    Run(SsmOrder order) {
      this.order = order;
    }

    CommandResult result() throws InterruptedException {
      String sent = commands.send(order);
      id = Optional.of(sent);
      lastSeen = time.nanos();
      LOG.debug("{} is command {} of SSM", order, sent);
      if (hasEndedWithin(order.timeout().minus(elapsed()), sent)) {
        return ending(sent);
      }
      boolean undelivered = last.map(SsmInvocation::isUndelivered).orElse(true);
      Optional<String> refused = cancel(sent);
      if (hasEndedWithin(LAST_LOOKS, sent) && !isCancelled()) {
        return ending(sent);
      }
      return last.orElse(new SsmInvocation("Pending", "Pending", -1, "", ""))
          .overdue(elapsed(), notice(sent, undelivered, refused));
    }

    private CommandResult ending(String sent) {
      return last.orElseThrow().result(order, sent, elapsed());
    }

    private boolean isCancelled() {
      return last.filter(seen -> seen.details().equals("Cancelled")).isPresent();
    }

    /** Looks with pauses, the last time when the time is over. */
    private boolean hasEndedWithin(Duration patience, String sent) throws InterruptedException {
      Pauses pauses = Pauses.betweenRequests(time, random, patience);
      while (pauses.pause()) {
        if (hasEnded(sent)) {
          return true;
        }
      }
      return false;
    }

    /** SSM shows a command a little after it has taken it, and not everywhere at once. */
    private boolean hasEnded(String sent) {
      Optional<SsmInvocation> seen = look(sent);
      if (seen.isPresent()) {
        last = seen;
        lastSeen = time.nanos();
      } else if (Duration.ofNanos(time.nanos() - lastSeen).compareTo(UNSEEN) > 0) {
        abandon();
        throw new EnvironmentException(
            "SSM took "
                + order
                + " as command "
                + sent
                + ", and does not show it after "
                + Durations.text(UNSEEN)
                + ": it was cancelled, but may have run. Look there before running it again");
      }
      return seen.filter(SsmInvocation::hasEnded).isPresent();
    }

    private Optional<SsmInvocation> look(String sent) {
      try {
        return commands.find(sent, order);
      } catch (EnvironmentException failed) {
        throw new EnvironmentException(
            order
                + " was started by SSM and may go on there: look there how it ended. It cannot be"
                + " followed from here: "
                + failed.getMessage(),
            failed);
      }
    }

    private String notice(String sent, boolean undelivered, Optional<String> refused) {
      String what =
          undelivered
              ? "command "
                  + sent
                  + " of SSM was not delivered: look whether the instance and its SSM Agent run"
              : SsmInvocation.notice(order, sent);
      return what
          + refused
              .map(why -> "; it could not be cancelled, and may go on there: " + why)
              .orElse("; it was cancelled");
    }

    /** Why it could not be cancelled, if so. */
    private Optional<String> cancel(String sent) {
      try {
        commands.cancel(sent, order, CANCEL);
        return Optional.empty();
      } catch (EnvironmentException failed) {
        return Optional.of(String.valueOf(failed.getMessage()));
      }
    }

    /**
     * Cancels it as far as possible, also if it was interrupted before its id was known. Not
     * interrupted itself: requests are not made on an interrupted thread.
     */
    void abandon() {
      boolean interrupted = Thread.interrupted();
      try {
        id.or(() -> commands.findSent(order, CANCEL))
            .ifPresent(sent -> commands.cancel(sent, order, CANCEL));
      } catch (EnvironmentException | InterruptedOperationException failed) {
        LOG.warn("{} was left, and may go on there: {}", order, failed.getMessage());
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private Duration elapsed() {
      return Duration.ofNanos(time.nanos() - start);
    }
  }
}
