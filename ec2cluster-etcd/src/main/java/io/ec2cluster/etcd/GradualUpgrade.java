package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An upgrade by replacement, for a node that runs the previous program: it tells the others, by a
 * key in etcd, which version it could run, and restarts with that in its turn, once every member
 * runs it or could. For use by one thread.
 */
final class GradualUpgrade {
  private static final String PREFIX = "ec2cluster/program/";

  private final Node node;
  private final SteppedPrograms programs;
  private final Consumer<String> news;
  private boolean done;

  GradualUpgrade(Node node, SteppedPrograms programs) {
    this.node = node;
    this.programs = programs;
    this.news = new OnlyNews(node.say());
  }

  /**
   * Looks whether it is this node's turn.
   *
   * @throws EnvironmentException where something did not answer; the next round tries again
   */
  void round() throws InterruptedException {
    if (done || !node.server().runs()) {
      return;
    }
    EtcdApi own = node.access().at(node.server().clientUrl());
    EtcdStatus status = own.status();
    if (EtcdVersion.parse(status.version()).equals(Optional.of(programs.target()))) {
      own.delete(PREFIX + node.self().name());
      done = true;
      return;
    }
    announce(own);
    Optional<Turns.Turn> turn = mayRestart(own, status) ? node.turns().take() : Optional.empty();
    if (turn.isPresent()) {
      try (Turns.Turn held = turn.get()) {
        restart(held, own, status);
      }
    }
  }

  private void announce(EtcdApi own) throws InterruptedException {
    String key = PREFIX + node.self().name();
    String version = programs.target().toString();
    if (!own.get(key).equals(Optional.of(version))) {
      own.put(key, version);
    }
  }

  /** In this node's turn: on members that are read in it. */
  private void restart(Turns.Turn turn, EtcdApi own, EtcdStatus status)
      throws InterruptedException {
    Optional<ClusterView> cluster = look(status);
    if (cluster.isEmpty() || !mayRestart(own, status)) {
      return;
    }
    boolean alone = cluster.get().members().size() == 1;
    if (alone || new Leadership(node, news).handOver(cluster.get())) {
      turn.requireHeld();
      news.accept("restarting etcd with " + programs.target());
      programs.allow();
      node.server().stop();
    }
  }

  private boolean mayRestart(EtcdApi own, EtcdStatus status) throws InterruptedException {
    Optional<ClusterView> cluster = look(status);
    if (cluster.isEmpty()) {
      return false;
    }
    List<UpgradeRules.Runner> members = UpgradeRules.Runner.all(node.access(), cluster.get());
    Optional<String> obstacle =
        UpgradeRules.obstacle(node.self().name(), members, programs.target());
    if (obstacle.isPresent()) {
      news.accept("%s waits: %s".formatted(programs.target(), obstacle.get()));
      return false;
    }
    for (UpgradeRules.Runner member : members) {
      if (!runs(member) && !couldRun(own, member)) {
        news.accept(
            "%s waits until %s could run it too".formatted(programs.target(), member.name()));
        return false;
      }
    }
    return true;
  }

  private boolean runs(UpgradeRules.Runner member) {
    return member.version().filter(this::isEnough).isPresent();
  }

  private boolean couldRun(EtcdApi own, UpgradeRules.Runner member) throws InterruptedException {
    return own.get(PREFIX + member.name())
        .flatMap(EtcdVersion::parse)
        .filter(this::isEnough)
        .isPresent();
  }

  private boolean isEnough(EtcdVersion version) {
    return version.compareTo(programs.target()) >= 0;
  }

  private Optional<ClusterView> look(EtcdStatus status) throws InterruptedException {
    return new Lookout(node.access())
        .look(List.of(node.server().clientUrl()))
        .find(status.clusterId());
  }
}
