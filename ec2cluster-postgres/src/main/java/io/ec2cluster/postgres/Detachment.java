package io.ec2cluster.postgres;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.ec2cluster.DeadlineException;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets a replica go only when no commit of the primary would wait for it: where commits wait for
 * replicas, one that just stops lets every writer hang. The primary takes it off its list with its
 * next {@code pool check}.
 */
final class Detachment {
  private static final Pattern LIST =
      Pattern.compile("(?:(?:ANY|FIRST) )?\\s*(\\d+)\\s*\\((.*)\\)", Pattern.CASE_INSENSITIVE);

  private final Server server;
  private final String self;
  private final Supplier<Assignment> assignment;
  private final Duration patience;

  Detachment(Server server, Supplier<Assignment> assignment, Duration patience) {
    this.patience = patience;
    this.server = server;
    this.self = server.context().cloud().metadata().instanceId();
    this.assignment = assignment;
  }

  Step step() {
    return Step.named("let no commit wait for this replica")
        .description(
            "Wait until the primary's " + SynchronousStandbys.SETTING + " can do without it")
        .action(this::await);
  }

  private void await(StepContext step) throws InterruptedException {
    PrimaryLocation primary = assignment.get().primary();
    try (ReplicationConnection connection = new PrimaryLink(server).open(primary, step)) {
      try {
        step.await(
            "commits on " + primary.instanceId() + " to do without this replica",
            patience,
            () -> isDispensable(list(connection), self));
      } catch (DeadlineException late) {
        throw new DeadlineException(
            "commits on the primary "
                + primary.instanceId()
                + " wait for this replica, without which they would hang ("
                + SynchronousStandbys.SETTING
                + " = '"
                + list(connection)
                + "'): run 'ec2cluster pool check' there, then this again",
            late);
      }
    }
  }

  private static String list(ReplicationConnection connection) {
    return connection.setting(SynchronousStandbys.SETTING).orElse("");
  }

  /** Whether as many as are wanted remain without it (documentation, 20.6.2, for the forms). */
  static boolean isDispensable(String list, String instanceId) {
    String text = list.strip();
    if (text.isEmpty()) {
      return true;
    }
    Matcher counted = LIST.matcher(text);
    boolean isCounted = counted.matches();
    int wanted = isCounted ? Integer.parseInt(counted.group(1)) : 1;
    List<String> names =
        Splitter.on(',')
            .trimResults(CharMatcher.whitespace().or(CharMatcher.is('"')))
            .splitToList(isCounted ? counted.group(2) : text);
    boolean waitsForAnybody = names.contains("*");
    return waitsForAnybody
        || !names.contains(instanceId)
        || names.stream().filter(name -> !name.equals(instanceId)).count() >= wanted;
  }
}
