package io.ec2cluster.rds;

import com.google.common.collect.ImmutableList;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.rds.haproxy.HaproxyFile;
import io.ec2cluster.rds.haproxy.Proxy;
import io.ec2cluster.rds.haproxy.Proxy.Server;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Keeps the HAProxy file of a cluster like its fleet. A replica is listed once it is available, and
 * stays while RDS works on it: whether it answers meanwhile HAProxy finds out itself. Who is led
 * out stands in the file, so that nobody who writes it meanwhile leads readers back in.
 *
 * @param ownership whose the cluster is
 * @param file the file
 * @param look looks at the fleet
 */
record ReaderProxy(Ownership ownership, HaproxyFile file, Supplier<Fleet> look) {
  /** That of a cluster, where it has one. */
  static Optional<ReaderProxy> find(
      OperationContext context, Ownership ownership, Supplier<Fleet> look) {
    return ownership
        .settings()
        .haproxy()
        .map(
            settings ->
                new ReaderProxy(
                    ownership,
                    new HaproxyFile(
                        settings,
                        context.commands(),
                        new OwnedFiles(Optional.empty(), context.random()),
                        Machine.current()),
                    look));
  }

  /** Lists who serves; who is being led out stays out. */
  Step refresh(Check check) {
    return step("write the HAProxy file", "", led -> led, check);
  }

  /** Lists who serves; of those who were being led out only these stay out. */
  Step refresh(Set<String> going) {
    return step("write the HAProxy file", "", led -> both(led, going));
  }

  /** Leads new connections elsewhere. HAProxy's old processes keep those that there are. */
  Step without(String id) {
    UnaryOperator<Set<String>> out = led -> with(led, Set.of(id));
    return step("take %s out of HAProxy".formatted(id), " without " + id, out)
        .withAction(step -> settle(step, put(step, out)));
  }

  /**
   * A reload that has returned has not taken effect yet ({@code systemctl reload haproxy} only
   * sends a signal): new connections still come until then.
   */
  private void settle(StepContext step, boolean reloaded) throws InterruptedException {
    if (reloaded) {
      step.time().sleep(ownership.settings().haproxy().orElseThrow().settle());
    }
  }

  /** Lists a replica again. */
  Step including(String id) {
    return step("put %s back into HAProxy".formatted(id), " with " + id, led -> minus(led, id));
  }

  /** What is done to a replica while new connections go elsewhere. */
  List<Step> around(String id, List<Step> steps) {
    return ImmutableList.<Step>builder().add(without(id)).addAll(steps).add(including(id)).build();
  }

  /** What brings one back that an earlier run has left out. */
  List<Step> back(String id) {
    return file.leftOut().contains(id) ? List.of(including(id)) : List.of();
  }

  /** Whether {@link #refresh(Check)} has nothing to do; {@code false} also where nobody serves. */
  boolean isCurrent(Fleet fleet) {
    return isCurrent(fleet, led -> led);
  }

  /** Whether {@link #refresh(Set)} has nothing to do; {@code false} also where nobody serves. */
  boolean isCurrent(Fleet fleet, Set<String> going) {
    return isCurrent(fleet, led -> both(led, going));
  }

  private boolean isCurrent(Fleet fleet, UnaryOperator<Set<String>> led) {
    Set<String> noted = both(file.leftOut(), fleet.others().keySet());
    return proxy(fleet, led)
        .filter(wanted -> wanted.leftOut().equals(noted))
        .filter(file::isCurrent)
        .isPresent();
  }

  private Step step(String name, String who, UnaryOperator<Set<String>> led) {
    return step(name, who, led, step -> Check.State.DECIDED_BY_ACT);
  }

  private Step step(String name, String who, UnaryOperator<Set<String>> led, Check check) {
    return Step.named(name)
        .check(check)
        .description(
            "Write %s for the readers of cluster '%s'%s, and reload HAProxy if it changed"
                .formatted(file.path(), ownership.cluster(), who))
        .action(step -> put(step, led));
  }

  private boolean put(StepContext step, UnaryOperator<Set<String>> led)
      throws InterruptedException {
    return file.put(step, proxy(look.get(), led).orElseThrow(this::nobodyServes));
  }

  private Optional<Proxy> proxy(Fleet fleet, UnaryOperator<Set<String>> led) {
    Set<String> leftOut = both(led.apply(file.leftOut()), fleet.others().keySet());
    Set<String> listed = file.servers();
    List<DbInstance> replicas =
        fleet.others().values().stream()
            .filter(replica -> fleet.master().filter(m -> ownership.isOurs(replica, m)).isPresent())
            .filter(replica -> !leftOut.contains(replica.id()))
            .filter(replica -> serves(replica, listed))
            .toList();
    Map<DbInstance, Server> servers = new LinkedHashMap<>();
    replicas.forEach(replica -> server(replica).ifPresent(it -> servers.put(replica, it)));
    Optional<Server> master = fleet.master().flatMap(ReaderProxy::server);
    return fleet
        .master()
        .filter(there -> master.isPresent() || !servers.isEmpty())
        .map(
            there ->
                new Proxy(
                    ownership.cluster(),
                    there.engine(),
                    List.copyOf(servers.values()),
                    master,
                    leftOut));
  }

  private static boolean serves(DbInstance replica, Set<String> listed) {
    return replica.isAvailable()
        || (listed.contains(replica.id()) && !replica.isInTrouble() && !replica.isGoing());
  }

  private static Optional<Server> server(DbInstance instance) {
    return instance
        .endpoint()
        .map(endpoint -> new Server(instance.id(), endpoint.host(), endpoint.port()));
  }

  private EnvironmentException nobodyServes() {
    return new EnvironmentException(
        "cluster '%s' has no master, or nothing in it answers yet: %s stays as it is. Look with 'rds status %s'"
            .formatted(ownership.cluster(), file.path(), ownership.cluster()));
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> both = new TreeSet<>(some);
    both.retainAll(others);
    return both;
  }

  private static Set<String> with(Set<String> some, Set<String> more) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(more);
    return all;
  }

  private static Set<String> minus(Set<String> some, String one) {
    Set<String> rest = new TreeSet<>(some);
    rest.remove(one);
    return rest;
  }
}
