package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a node leaves its cluster: its leadership goes to another, then its entry is removed, where
 * the others are a quorum without it. Every part looks first, so that one that was cut off, or
 * whose answer was lost, is gone on with. For use by one thread.
 */
final class Departure {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Node node;
  private final Consumer<String> say;
  private final Lookout lookout;
  private final Membership membership;
  private final Leadership leadership;

  /** Where the members answered: this node's own etcd tells it no more once it was removed. */
  private final Set<String> known = new LinkedHashSet<>();

  /** How far it is. */
  enum Result {
    /** The cluster does not list this node, or there is none. */
    LEFT,
    /** It is the last that votes, and stays. */
    LAST,
    /** Others have to answer or to move first. */
    NOT_YET
  }

  Departure(Node node, Consumer<String> say) {
    this.node = node;
    this.say = new OnlyNews(say);
    this.lookout = new Lookout(node.access());
    this.membership = new Membership(node, lookout, this.say);
    this.leadership = new Leadership(node, this.say);
  }

  /** Moves the leadership away, where this node has it and others can take it. */
  void handOver() throws InterruptedException {
    Optional<EtcdId> formed = formed();
    if (formed.isPresent() && node.server().runs()) {
      Optional<ClusterView> cluster = look(formed.get());
      if (cluster.isPresent()) {
        leadership.handOver(cluster.get());
      }
    }
  }

  /**
   * Tries once.
   *
   * @throws EnvironmentException where something did not answer; what was done is found next time
   */
  Result attempt() throws InterruptedException {
    Optional<EtcdId> formed = formed();
    if (formed.isEmpty()) {
      return Result.LEFT;
    }
    Optional<ClusterView> cluster = look(formed.get());
    if (cluster.isEmpty()) {
      say.accept("waiting to leave: no quorum of cluster %s answers".formatted(formed.get()));
      return Result.NOT_YET;
    }
    LeaveRules.Act act = LeaveRules.next(node.self(), cluster.get());
    if (act instanceof LeaveRules.Act.Remove) {
      leadership.handOver(cluster.get());
      act = membership.leave(formed.get(), urls());
    }
    return result(act);
  }

  private Result result(LeaveRules.Act act) {
    if (act instanceof LeaveRules.Act.Gone) {
      return Result.LEFT;
    }
    if (act instanceof LeaveRules.Act.Last) {
      say.accept("not leaving: this is the last member that votes, and holds the only data");
      return Result.LAST;
    }
    if (act instanceof LeaveRules.Act.Wait wait) {
      say.accept("waiting to leave: " + wait.reason());
    }
    return Result.NOT_YET;
  }

  /** Tries until it has left, or is the last, or the time is over. */
  Result leaveWithin(Duration patience) throws InterruptedException {
    long begun = node.time().nanos();
    while (true) {
      Result result = attemptAgain();
      if (result != Result.NOT_YET || node.time().nanos() - begun >= patience.toNanos()) {
        return result;
      }
      node.time().sleep(PAUSE);
    }
  }

  private Result attemptAgain() throws InterruptedException {
    try {
      return attempt();
    } catch (EnvironmentException failed) {
      say.accept("leaving: trying again: " + failed.getMessage());
      return Result.NOT_YET;
    }
  }

  /** The cluster, as a quorum of it confirms it now. */
  Optional<ClusterView> look(EtcdId formed) throws InterruptedException {
    Optional<ClusterView> cluster = lookout.look(urls()).find(formed);
    cluster.ifPresent(view -> view.members().forEach(member -> known.addAll(member.clientUrls())));
    return cluster;
  }

  /** Before it is formed there is nothing that anybody would miss. */
  private Optional<EtcdId> formed() throws InterruptedException {
    return node.foundings().read().filter(FoundingRecord::isFormed).map(FoundingRecord::cluster);
  }

  private Set<String> urls() throws InterruptedException {
    Set<String> urls = new LinkedHashSet<>(known);
    if (node.server().runs()) {
      urls.add(node.server().clientUrl());
    }
    try {
      GroupView group = node.group().read();
      group.running().stream().map(GroupMember::clientUrl).forEach(urls::add);
    } catch (EnvironmentException unread) {
      // This node's own etcd knows the others.
      say.accept("the group cannot be read: " + unread.getMessage());
    }
    return urls;
  }
}
