package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings this node's etcd into the cluster and keeps it there, round by round: looks, decides, does
 * one thing. It keeps nothing between rounds but for how long things have been as they are, so that
 * a process killed at any point is followed by one that goes on. For use by one thread.
 */
final class NodeAgent {
  private final Node node;
  private final StartRules startRules;
  private final WatchRules watchRules;
  private final Lookout lookout;
  private final Membership membership;
  private final Unchanged<FoundingRecord> unchanged;
  private final Ghosts ghosts;
  private final Backoff backoff;
  private final OnlyNews news;
  private Pace pace = Pace.SOON;
  private boolean serves;

  /** When to look again. */
  enum Pace {
    /** Something is under way. */
    SOON,
    /** Others have to move first. */
    LATER,
    /** Nothing is left to be done, as far as this node sees. */
    CALM
  }

  NodeAgent(Node node, StartRules startRules, WatchRules watchRules, Duration grace) {
    this.node = node;
    this.startRules = startRules;
    this.watchRules = watchRules;
    this.lookout = new Lookout(node.access());
    this.news = new OnlyNews(node.say());
    this.membership = new Membership(node, lookout, news);
    this.unchanged = new Unchanged<>(node.time());
    this.ghosts = new Ghosts(node.time(), grace);
    this.backoff = new Backoff(node.time());
  }

  /**
   * One round.
   *
   * @return when to look again
   * @throws RefusedException where only a person can go on
   * @throws EnvironmentException where something did not answer; the next round tries again
   */
  Pace round() throws InterruptedException {
    Optional<GroupView> group = readGroup();
    Optional<FoundingRecord> record = node.foundings().read();
    Duration age = unchanged.observe(record);
    pace = Pace.SOON;
    serves = false;
    if (node.server().runs()) {
      watch(group, record, age);
    } else {
      node.records().accept(Optional.empty());
      start(group, record, age);
    }
    return pace;
  }

  /** Whether this node's vote counted and its etcd served clients in the last round. */
  boolean serves() {
    return serves;
  }

  private Optional<GroupView> readGroup() throws InterruptedException {
    try {
      return Optional.of(node.group().read());
    } catch (EnvironmentException unread) {
      news.accept("the group cannot be read: " + unread.getMessage());
      return Optional.empty();
    }
  }

  private void start(Optional<GroupView> group, Optional<FoundingRecord> record, Duration age)
      throws InterruptedException {
    Situation situation =
        new Situation(node.self(), group, record, node.data().identity(), lookAround(group), age);
    Decision decision = startRules.decide(situation);
    if (!(decision instanceof Decision.Join)) {
      news.accept(decision.words());
    }
    if (decision instanceof Decision.Refuse refused) {
      throw new RefusedException(refused.words());
    } else if (decision instanceof Decision.Found founding) {
      found(record, founding.founders());
    } else if (decision instanceof Decision.Adopt adoption) {
      node.foundings().create(FoundingRecord.adopted(adoption.cluster()));
    } else if (decision instanceof Decision.MoveDataAside) {
      node.data().moveAside();
    } else if (backoff.left().isZero()) {
      launch(decision, situation);
    }
  }

  private void launch(Decision decision, Situation situation) throws InterruptedException {
    if (decision instanceof Decision.StartWithData start) {
      run(EtcdLaunch.withData(node.self(), start.open()));
    } else if (decision instanceof Decision.StartAsFounder && situation.record().isPresent()) {
      startAsFounder(situation.record().get(), situation.sighting());
    } else if (decision instanceof Decision.Join join) {
      boolean open = situation.record().filter(NodeAgent::isTheOnlyOne).isPresent();
      Optional<EtcdLaunch> joined = membership.join(join.cluster(), urls(situation.group()), open);
      if (joined.isPresent()) {
        run(joined.get());
      } else {
        pace = Pace.LATER;
      }
    }
  }

  private void found(Optional<FoundingRecord> record, List<GroupMember> founders)
      throws InterruptedException {
    String token = node.tokens().get();
    if (record.isPresent()) {
      node.foundings().replace(record.get(), record.get().next(founders, token));
    } else {
      node.foundings().create(FoundingRecord.first(founders, token));
    }
  }

  /** Says first that it starts: a founder that has said so and has no data has lost it. */
  private void startAsFounder(FoundingRecord record, Sighting sighting)
      throws InterruptedException {
    FoundingRecord marked = record.withStarted(node.self().name());
    if (!node.foundings().replace(record, marked)) {
      return;
    }
    Optional<ClusterView> formed = sighting.find(record.cluster());
    if (record.isFormed() && formed.isPresent()) {
      run(EtcdLaunch.joining(node.self(), formed.get().members(), isTheOnlyOne(record)));
    } else {
      run(EtcdLaunch.founding(node.self(), record));
    }
  }

  /** Whether nobody of a generation that was given up can answer in its place. */
  private static boolean isTheOnlyOne(FoundingRecord record) {
    return record.earlier().isEmpty();
  }

  private void run(EtcdLaunch launch) throws InterruptedException {
    node.server().start(launch);
    backoff.started();
  }

  private void watch(Optional<GroupView> group, Optional<FoundingRecord> record, Duration age)
      throws InterruptedException {
    Optional<EtcdStatus> own = ownStatus();
    Sighting sighting = mayOpen(own, record) ? Sighting.none() : lookAround(group);
    Optional<ClusterView> cluster = own.flatMap(status -> sighting.find(status.clusterId()));
    Watch watch =
        new Watch(
            node.self(),
            group,
            record,
            own,
            cluster,
            node.server().isOpen(),
            ghosts.observe(node.group(), cluster, news),
            age);
    serves = watch.serves();
    node.records().accept(watch.published());
    Duty duty = watchRules.decide(watch);
    // Until it serves, what comes next hangs on the others: that the cluster is formed, its vote.
    pace = duty instanceof Duty.Keep && cluster.isPresent() && serves ? Pace.CALM : Pace.SOON;
    fulfil(duty, group, record, cluster);
  }

  /** While all members restart for clients there is no quorum, and none is needed for that. */
  private boolean mayOpen(Optional<EtcdStatus> own, Optional<FoundingRecord> record) {
    return !node.server().isOpen()
        && record
            .filter(FoundingRecord::isFormed)
            .filter(
                formed ->
                    own.filter(status -> formed.cluster().equals(status.clusterId())).isPresent())
            .isPresent();
  }

  private void retrying(boolean done) {
    pace = done ? Pace.SOON : Pace.LATER;
  }

  private void fulfil(
      Duty duty,
      Optional<GroupView> group,
      Optional<FoundingRecord> record,
      Optional<ClusterView> cluster)
      throws InterruptedException {
    if (duty instanceof Duty.MarkFormed && record.isPresent() && cluster.isPresent()) {
      markFormed(record.get(), cluster.get());
    } else if (duty instanceof Duty.Adopt adoption) {
      news.accept("adopting cluster " + adoption.cluster());
      node.foundings().create(FoundingRecord.adopted(adoption.cluster()));
    } else if (duty instanceof Duty.FoundAnew anew) {
      news.accept("the founding has not formed: founding anew");
      found(record, anew.founders());
    } else if (duty instanceof Duty.Stop lost) {
      news.accept("stopping etcd: " + lost.reason());
      // Not at once again: each wrong start leaves data that is moved aside.
      node.server().stop();
    } else if (duty instanceof Duty.Open) {
      news.accept("the cluster is formed: restarting etcd for clients");
      node.server().kill();
      backoff.stopped();
      run(EtcdLaunch.withData(node.self(), true));
    } else if (duty instanceof Duty.Promote promote && cluster.isPresent()) {
      retrying(membership.promote(promote.member(), cluster.get().clusterId(), urls(group)));
    } else if (duty instanceof Duty.Remove remove && cluster.isPresent()) {
      retrying(membership.remove(remove.member(), cluster.get().clusterId(), urls(group)));
    } else {
      news.accept(
          "etcd runs" + (cluster.isPresent() ? "" : "; no quorum confirms its cluster yet"));
    }
  }

  /** The first write: once a quorum has it, the cluster can lose it only with its data. */
  private void markFormed(FoundingRecord record, ClusterView cluster) throws InterruptedException {
    node.access().at(cluster.endpoint()).put("ec2cluster/founding", record.token());
    if (node.foundings().replace(record, record.formed())) {
      news.accept("cluster %s is formed".formatted(record.cluster()));
    }
  }

  private Optional<EtcdStatus> ownStatus() throws InterruptedException {
    try {
      return Optional.of(node.access().at(node.server().clientUrl()).status());
    } catch (EnvironmentException notYet) {
      news.accept("etcd does not answer yet: " + notYet.getMessage());
      return Optional.empty();
    }
  }

  private Sighting lookAround(Optional<GroupView> group) throws InterruptedException {
    return lookout.look(urls(group));
  }

  private Set<String> urls(Optional<GroupView> group) {
    Set<String> urls = new LinkedHashSet<>();
    if (node.server().runs()) {
      urls.add(node.server().clientUrl());
    }
    group.ifPresent(view -> view.running().forEach(member -> urls.add(member.clientUrl())));
    return urls;
  }
}
