package io.ec2cluster.etcd;

import java.util.Optional;

/** A node's disk. */
final class SimData implements DataDirectory {
  private final SimWorld world;
  private final SimNode node;

  SimData(SimWorld world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  @Override
  public Optional<DataIdentity> identity() {
    return node.disk;
  }

  @Override
  public void moveAside() {
    node.disk.ifPresent(
        identity -> {
          SimCluster cluster = world.cluster(identity.clusterId());
          boolean counts =
              world
                  .record
                  .filter(record -> record.cluster().equals(cluster.id) && record.isFormed())
                  .isPresent();
          if (counts && cluster.members.containsKey(identity.memberId())) {
            throw world.violation(node.name() + " moves data aside that its cluster counts on");
          }
        });
    node.disk = Optional.empty();
  }
}
