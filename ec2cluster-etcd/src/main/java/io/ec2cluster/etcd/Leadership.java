package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the leadership of a cluster away from this node. For use by one thread. */
final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final Node node;
  private final Consumer<String> say;

  Leadership(Node node, Consumer<String> say) {
    this.node = node;
    this.say = say;
  }

  /**
   * Makes the voter that has most of the log the leader, if this node's etcd leads; the next one
   * where that one is not taken.
   *
   * @return whether this node does not lead
   */
  boolean handOver(ClusterView cluster) throws InterruptedException {
    boolean leads =
        cluster.about(node.self()).stream()
            .anyMatch(member -> member.id().equals(cluster.leader()));
    if (!leads || !node.server().runs()) {
      return true;
    }
    for (ClusterMember successor : successors(cluster)) {
      say.accept("moving the leadership to %s (%s)".formatted(successor.label(), successor.id()));
      if (moved(cluster.leader(), successor)) {
        return true;
      }
    }
    return false;
  }

  private boolean moved(EtcdId leader, ClusterMember successor) throws InterruptedException {
    EtcdApi own = node.access().at(node.server().clientUrl());
    try {
      own.moveLeader(successor.id());
      return true;
    } catch (EnvironmentException failed) {
      // The answer may be lost, or the leader have changed meanwhile: it is as whoever leads says.
      say.accept("the leadership may not have been moved: " + failed.getMessage());
    }
    try {
      return !own.status().leader().equals(leader);
    } catch (EnvironmentException silent) {
      LOG.debug("who leads is not known", silent);
      return false;
    }
  }

  private List<ClusterMember> successors(ClusterView cluster) throws InterruptedException {
    List<Candidate> candidates = new ArrayList<>();
    for (ClusterMember member : cluster.members()) {
      if (!member.learner() && cluster.isLive(member) && !node.self().is(member)) {
        Optional<Long> index = index(member);
        index.ifPresent(found -> candidates.add(new Candidate(member, found)));
      }
    }
    return candidates.stream()
        .sorted(Comparator.comparing(Candidate::index).reversed())
        .map(Candidate::member)
        .toList();
  }

  private Optional<Long> index(ClusterMember member) throws InterruptedException {
    for (String url : member.clientUrls()) {
      try {
        return Optional.of(node.access().at(url).status().raftIndex());
      } catch (EnvironmentException silent) {
        LOG.debug("no successor: it does not answer", silent);
      }
    }
    return Optional.empty();
  }

  /** Who could lead. */
  private record Candidate(ClusterMember member, long index) {}
}
