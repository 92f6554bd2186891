package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A node's etcd. It outlives the tool. */
final class SimServer implements EtcdServer {
  private final SimWorld world;
  private final SimNode node;

  SimServer(SimWorld world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  @Override
  public boolean runs() {
    return node.process.isPresent();
  }

  @Override
  public boolean isOpen() {
    return node.process.filter(SimNode.Etcd::open).isPresent();
  }

  @Override
  public String clientUrl() {
    return isOpen() ? node.self.clientUrl() : node.privateUrl();
  }

  @Override
  public void start(EtcdLaunch launch) throws InterruptedException {
    world.point(node);
    if (node.process.isPresent()) {
      throw world.violation(node.name() + " starts a second etcd");
    }
    if (node.disk.isEmpty()) {
      if (launch.bootstrap().isEmpty()) {
        throw world.violation(node.name() + " starts without data and without a cluster");
      }
      node.disk = launch.bootstrap().flatMap(this::bootstrap);
    }
    node.process = node.disk.map(identity -> new SimNode.Etcd(identity, launch.open()));
    node.disk.ifPresent(
        identity -> {
          world
              .cluster(identity.clusterId())
              .runsSince
              .put(identity.memberId(), world.time.nanos());
          if (launch.open()) {
            world.opened(identity.clusterId());
          }
        });
    world.point(node);
  }

  private Optional<DataIdentity> bootstrap(EtcdLaunch.Bootstrap how) {
    Optional<DataIdentity> made =
        how.state().equals("new") ? Optional.of(found(how)) : findListed(how);
    made.ifPresent(
        identity -> {
          boolean first = world.cluster(identity.clusterId()).started.add(identity.memberId());
          if (!first && !world.isGivenUp(identity.clusterId())) {
            throw world.violation(node.name() + " comes back as " + identity + " without its data");
          }
        });
    return made;
  }

  private DataIdentity found(EtcdLaunch.Bootstrap how) {
    EtcdId id = FoundedIds.cluster(how.members().values(), how.token());
    SimCluster cluster = world.cluster(id);
    if (cluster.members.isEmpty()) {
      how.members()
          .forEach(
              (name, url) ->
                  cluster.put(
                      new ClusterMember(
                          FoundedIds.member(url, how.token()),
                          name,
                          List.of(url),
                          List.of(),
                          false)));
    }
    return new DataIdentity(FoundedIds.member(node.self.peerUrl(), how.token()), id);
  }

  /**
   * etcd asks its peers who it is; without an answer, or where they list other peer URLs than it
   * was given (membership: ValidateClusterAndAssignIDs), it ends.
   */
  private Optional<DataIdentity> findListed(EtcdLaunch.Bootstrap how) {
    Set<String> given = Set.copyOf(how.members().values());
    for (SimCluster cluster : world.clusters.values()) {
      Optional<ClusterMember> listed = cluster.findByPeerUrl(node.self.peerUrl());
      Set<String> urls =
          cluster.members.values().stream()
              .flatMap(member -> member.peerUrls().stream())
              .collect(Collectors.toSet());
      if (listed.isPresent()
          && urls.equals(given)
          && !world.reachable(cluster.id, node).isEmpty()) {
        return listed.map(member -> new DataIdentity(member.id(), cluster.id));
      }
    }
    return Optional.empty();
  }

  @Override
  public void stop() throws InterruptedException {
    world.point(node);
    node.process = Optional.empty();
    world.point(node);
  }

  @Override
  public void kill() throws InterruptedException {
    stop();
  }
}
