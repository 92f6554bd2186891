package io.ec2cluster.etcd;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code etcd upgrade}: restarts this node's etcd, so that it runs the program that has been
 * installed meanwhile, while all others run. {@code etcd run} is who starts it again.
 */
final class Upgrade {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final long LARGEST_LAG = 5000;

  private final OperationContext context;
  private final Surroundings surroundings;
  private final Node node;
  private final Duration timeout;
  private final EtcdVersion target;

  private Upgrade(OperationContext context, Duration timeout) throws InterruptedException {
    this.context = context;
    this.surroundings = new Surroundings(context);
    this.node = surroundings.node(surroundings.process());
    this.timeout = timeout;
    this.target = EtcdVersion.ofProgram(surroundings.settings().binary(), context.commands());
  }

  /** The operation. */
  static Plan plan(OperationContext context, UpgradeOptions options) throws InterruptedException {
    return options.all()
        ? UpgradeEverywhere.plan(context, options)
        : new Upgrade(context, options.timeout()).planHere();
  }

  private Plan planHere() throws InterruptedException {
    ClusterView cluster = cluster();
    if (isDone(cluster)) {
      context.progress().progress("this member runs %s already".formatted(target));
      return Plan.empty();
    }
    requireAllowed(cluster);
    requireRun();
    return Plan.builder()
        .step(
            Step.named("upgrade this member")
                .description(
                    "restart etcd with %s, while all others run; the leadership is moved first if this node leads"
                        .formatted(target))
                .action(this::restart))
        .build();
  }

  private ClusterView cluster() throws InterruptedException {
    return look()
        .orElseThrow(
            () ->
                new RefusedException(
                    "no formed cluster answers at %s, no quorum of it does, or this node is no member: see 'etcd status'"
                        .formatted(node.self().clientUrl())));
  }

  /** The formed cluster with this node in it, as a quorum confirms it. */
  private Optional<ClusterView> look() throws InterruptedException {
    Optional<FoundingRecord> record = node.foundings().read().filter(FoundingRecord::isFormed);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    return new Lookout(node.access())
        .look(List.of(node.self().clientUrl()))
        .find(record.get().cluster())
        .filter(view -> !view.about(node.self()).isEmpty());
  }

  private boolean isDone(ClusterView cluster) throws InterruptedException {
    return runners(cluster).stream()
        .filter(runner -> runner.name().equals(label(cluster)))
        .anyMatch(runner -> runner.version().equals(Optional.of(target)));
  }

  private void requireAllowed(ClusterView cluster) throws InterruptedException {
    Optional<String> obstacle = UpgradeRules.obstacle(label(cluster), runners(cluster), target);
    if (obstacle.isPresent()) {
      throw new RefusedException("not upgraded: " + obstacle.get());
    }
  }

  private String label(ClusterView cluster) {
    return cluster.about(node.self()).get(0).label();
  }

  private List<UpgradeRules.Runner> runners(ClusterView cluster) throws InterruptedException {
    return UpgradeRules.Runner.all(node.access(), cluster);
  }

  /** Without it nobody would start etcd again. */
  private void requireRun() {
    Optional<RunLock> free = RunLock.find(surroundings.nodeFile("lock"));
    if (free.isPresent()) {
      free.get().close();
      throw new RefusedException(
          "'etcd run' does not work on this node, and nobody else would start etcd again: start it; it starts what is installed");
    }
  }

  private void restart(StepContext step) throws InterruptedException {
    Time time = context.time();
    long begun = time.nanos();
    while (true) {
      Optional<Turns.Turn> turn = node.turns().take();
      if (turn.isPresent()) {
        try (Turns.Turn held = turn.get()) {
          restartInTurn(held, step);
        }
        return;
      }
      if (time.nanos() - begun >= timeout.toNanos()) {
        throw new DeadlineException(
            "another node changes the cluster for longer than %d s. Nothing was done here; running again is safe"
                .formatted(timeout.toSeconds()));
      }
      step.progress("waiting for another node that changes the cluster");
      time.sleep(PAUSE);
    }
  }

  private void restartInTurn(Turns.Turn turn, StepContext step) throws InterruptedException {
    ClusterView cluster = cluster();
    requireAllowed(cluster);
    if (cluster.members().size() > 1 && !new Leadership(node, step::progress).handOver(cluster)) {
      throw new EnvironmentException(
          "this node leads, and nobody takes the leadership over: nothing was restarted. Running again is safe");
    }
    turn.requireHeld();
    step.progress("restarting etcd with " + target);
    node.server().stop();
    awaitHealthy(step);
  }

  private void awaitHealthy(StepContext step) throws InterruptedException {
    Time time = context.time();
    long begun = time.nanos();
    String seen = "it does not answer";
    while (time.nanos() - begun < timeout.toNanos()) {
      time.sleep(PAUSE);
      try {
        EtcdStatus status = node.access().at(node.self().clientUrl()).status();
        requireTarget(status);
        if (look().filter(cluster -> isWhole(cluster, status)).isPresent()) {
          step.note("this member runs " + target);
          return;
        }
        seen = "not all members answer, or it is far behind";
      } catch (EnvironmentException early) {
        seen = String.valueOf(early.getMessage());
      }
    }
    throw new DeadlineException(
        "etcd %s is not healthy %d s after its restart: %s. The other members are untouched: see what it says in the log of 'etcd run'; with the earlier program at %s it goes on as before"
            .formatted(target, timeout.toSeconds(), seen, surroundings.settings().binary()));
  }

  private void requireTarget(EtcdStatus status) {
    if (!EtcdVersion.parse(status.version()).equals(Optional.of(target))) {
      throw new RefusedException(
          "etcd came back as %s, and %s is %s: 'etcd run' works with other settings; restart it instead. The other members are untouched"
              .formatted(status.version(), surroundings.settings().binary(), target));
    }
  }

  private static boolean isWhole(ClusterView cluster, EtcdStatus own) {
    return cluster.live().size() == cluster.members().size()
        && own.raftIndex() + LARGEST_LAG >= cluster.leaderIndex();
  }
}
