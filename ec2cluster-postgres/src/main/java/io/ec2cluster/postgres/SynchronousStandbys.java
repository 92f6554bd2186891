package io.ec2cluster.postgres;

import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The replicas that commits of the running primary wait for, in our settings file. Members are
 * known by their application_name, the instance id. Commits wait for as many as are wanted, or for
 * all where there are fewer, and for nobody where there is none.
 */
final class SynchronousStandbys {
  static final String SETTING = "synchronous_standby_names";

  private final Server server;
  private final Supplier<Set<String>> instanceIds;
  private final int wanted;

  /**
   * The standbys of a list.
   *
   * @param instanceIds the replicas that may be waited for
   * @param wanted for how many of them a commit waits
   */
  SynchronousStandbys(Server server, Supplier<Set<String>> instanceIds, int wanted) {
    this.server = server;
    this.instanceIds = instanceIds;
    this.wanted = wanted;
  }

  Step step() {
    return Step.named("let commits wait for replicas")
        .description(
            "Let commits wait for "
                + wanted
                + (wanted == 1 ? " replica" : " replicas")
                + " ("
                + SETTING
                + ")")
        .check(step -> isWritten() ? Check.State.DONE : Check.State.NEEDED)
        .action(this::write);
  }

  /** The value of the setting; any of the members may be the ones (documentation, 20.6.2). */
  static String value(Set<String> instanceIds, int wanted) {
    int number = Math.min(wanted, instanceIds.size());
    return number == 0
        ? ""
        : "ANY "
            + number
            + new TreeSet<>(instanceIds)
                .stream()
                    .map(id -> '"' + id.replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(", ", " (", ")"));
  }

  private boolean isWritten() {
    return server
        .config()
        .ownedValues()
        .getOrDefault(SETTING, "")
        .equals(value(instanceIds.get(), wanted));
  }

  private void write(StepContext step) throws InterruptedException {
    Set<String> members = instanceIds.get();
    Map<String, String> values = new LinkedHashMap<>(server.config().ownedValues());
    values.put(SETTING, value(members, wanted));
    server.config().write(ConfigFiles.content(values), server.settings().manage());
    server.control().reload();
    if (members.size() < wanted) {
      step.note(
          "synchronous.replicas is "
              + wanted
              + ", and there are only "
              + members.size()
              + " replicas: commits wait for "
              + (members.isEmpty() ? "nobody" : "these"));
    }
  }
}
