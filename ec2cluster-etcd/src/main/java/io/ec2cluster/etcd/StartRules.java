package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a node does whose etcd does not run. Pure; every outcome that creates or gives up anything
 * rests on a record that was read or on members that a quorum confirmed, never on silence alone:
 * the one exception, the first founding, is a write on the condition that there is no record.
 *
 * @param foundingPatience how long founders wait for the group's size to be present
 * @param formingPatience how long a founding may go without progress before another replaces it
 */
record StartRules(Duration foundingPatience, Duration formingPatience) {
  /** Decides. */
  Decision decide(Situation situation) {
    return situation
        .data()
        .map(data -> withData(situation, data))
        .orElseGet(() -> withoutData(situation));
  }

  private static Decision withData(Situation situation, DataIdentity data) {
    Optional<FoundingRecord> record = situation.record();
    if (record.isEmpty()) {
      return dataWithoutRecord(situation, data);
    }
    if (record.get().earlier().contains(data.clusterId())) {
      return new Decision.MoveDataAside(
          "its data is of cluster %s, which never formed or was given up"
              .formatted(data.clusterId()));
    }
    if (!record.get().cluster().equals(data.clusterId())) {
      return new Decision.Refuse(
          "the data directory holds data of cluster %s, and this group's is %s: move it away, or correct etcd: data-directory"
              .formatted(data.clusterId(), record.get().cluster()));
    }
    Optional<ClusterView> cluster = situation.sighting().find(data.clusterId());
    if (cluster.isPresent() && cluster.get().find(data.memberId()).isEmpty()) {
      return new Decision.MoveDataAside(
          "the cluster has removed member %s, whose data this is".formatted(data.memberId()));
    }
    Optional<ClusterMember> running = cluster.flatMap(view -> runningElsewhere(view, data));
    return running.isPresent()
        ? elsewhere(running.get())
        : new Decision.StartWithData(record.get().isFormed());
  }

  /** A cluster older than its record, or a record that is not reachable under this name. */
  private static Decision dataWithoutRecord(Situation situation, DataIdentity data) {
    Optional<ClusterView> own = situation.sighting().find(data.clusterId());
    if (own.isPresent()) {
      return adoption(situation, own.get());
    }
    if (!situation.sighting().clusters().isEmpty()) {
      return new Decision.Refuse(
          "the data directory holds data of cluster %s, and the group's members answer as cluster %s: move it away, or correct etcd: data-directory"
              .formatted(data.clusterId(), ids(situation.sighting())));
    }
    return new Decision.StartWithData(true);
  }

  private Decision withoutData(Situation situation) {
    return situation
        .record()
        .map(
            record ->
                record.isFormed() ? intoFormed(situation, record) : forming(situation, record))
        .orElseGet(() -> withNothing(situation));
  }

  private Decision withNothing(Situation situation) {
    List<ClusterView> clusters = situation.sighting().clusters();
    if (clusters.size() > 1) {
      return new Decision.Refuse(
          "the group's members answer as several clusters, %s, and there is no founding record: expected one cluster"
              .formatted(ids(situation.sighting())));
    }
    if (clusters.size() == 1) {
      return adoption(situation, clusters.get(0));
    }
    if (!situation.sighting().withoutQuorum().isEmpty()) {
      return new Decision.Wait(
          "members answer at %s, and no quorum: nothing is founded beside them"
              .formatted(situation.sighting().withoutQuorum()));
    }
    return found(situation, foundingPatience);
  }

  private static Decision adoption(Situation situation, ClusterView cluster) {
    Optional<GroupView> group = situation.group();
    if (group.isEmpty()) {
      return new Decision.Wait("the group cannot be read");
    }
    long ours =
        cluster.members().stream().filter(member -> group.get().find(member).isPresent()).count();
    if (ours * 2 > cluster.members().size()) {
      return new Decision.Adopt(cluster.clusterId());
    }
    String found =
        "cluster %s answers, and %d of its %d members are in this group"
            .formatted(cluster.clusterId(), ours, cluster.members().size());
    // Who is not there yet may be one of them.
    return group.get().isComplete()
        ? new Decision.Refuse(found + ": not taken for the group's own")
        : new Decision.Wait(
            "%s, of whose %d nodes %d are present"
                .formatted(found, group.get().size(), group.get().members().size()));
  }

  private Decision forming(Situation situation, FoundingRecord record) {
    if (record.founderToStart(situation.self()).isPresent()) {
      return new Decision.StartAsFounder();
    }
    // This node has started in it and lost its data, or a founder has left the group for good.
    boolean hopeless =
        record.hasStarted(situation.self())
            || situation.group().filter(group -> !record.canFormWith(group)).isPresent();
    if (hopeless && situation.recordUnchanged().compareTo(formingPatience) >= 0) {
      return found(situation, Duration.ZERO);
    }
    return new Decision.Wait(
        "founding %d is forming: %s".formatted(record.generation(), record.founders().keySet()));
  }

  private static Decision found(Situation situation, Duration patience) {
    Optional<GroupView> group = situation.group();
    if (group.isEmpty()) {
      return new Decision.Wait("the group cannot be read: nothing is founded");
    }
    if (!group.get().members().contains(situation.self())) {
      return new Decision.Wait("the group does not list this node: nothing is founded");
    }
    boolean waitedEnough = situation.recordUnchanged().compareTo(patience) >= 0;
    if (!group.get().isComplete() && !waitedEnough) {
      return new Decision.Wait(
          "%d of %d nodes are present".formatted(group.get().members().size(), group.get().size()));
    }
    return new Decision.Found(group.get().members());
  }

  private static Decision intoFormed(Situation situation, FoundingRecord record) {
    Optional<ClusterView> cluster = situation.sighting().find(record.cluster());
    if (cluster.isEmpty()) {
      return new Decision.Wait(
          "cluster %s is formed and no quorum of it answers (%s): nothing is founded. Start the nodes that hold its data; if it is lost: 'etcd restore --snapshot FILE|s3://BUCKET/KEY' on one node, without any 'etcd refound --accept-data-loss'"
              .formatted(
                  record.cluster(),
                  situation.sighting().withoutQuorum().isEmpty()
                      ? "nobody does"
                      : "some do at " + situation.sighting().withoutQuorum()));
    }
    for (ClusterMember own : cluster.get().about(situation.self())) {
      if (cluster.get().isLive(own)) {
        return elsewhere(own);
      }
    }
    return record
        .founderToStart(situation.self())
        .flatMap(cluster.get()::find)
        .<Decision>map(late -> new Decision.StartAsFounder())
        .orElseGet(() -> new Decision.Join(record.cluster()));
  }

  /** Two processes of one member would fight for its address, or be two members of one id. */
  private static Optional<ClusterMember> runningElsewhere(ClusterView cluster, DataIdentity data) {
    return cluster.find(data.memberId()).filter(cluster::isLive);
  }

  private static Decision elsewhere(ClusterMember running) {
    return new Decision.Wait(
        "member %s (%s) answers, and etcd does not run here: another node has this name or address, or etcd runs outside of ec2cluster"
            .formatted(running.label(), running.id()));
  }

  private static List<EtcdId> ids(Sighting sighting) {
    return sighting.clusters().stream().map(ClusterView::clusterId).toList();
  }
}
