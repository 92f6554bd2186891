package io.ec2cluster.etcd.api;

/**
 * What a member says of itself; it needs no quorum for that.
 *
 * @param clusterId its cluster
 * @param memberId its id
 * @param leader whom it follows; {@link EtcdId#NONE} where it knows no leader
 * @param learner whether it does not vote
 * @param version its version
 * @param databaseSize bytes of its database file
 * @param raftIndex the last entry that it knows to be committed
 * @param appliedIndex the last entry that it has applied
 */
public record EtcdStatus(
    EtcdId clusterId,
    EtcdId memberId,
    EtcdId leader,
    boolean learner,
    String version,
    long databaseSize,
    long raftIndex,
    long appliedIndex) {
  /** Whether it leads. */
  public boolean leads() {
    return leader.equals(memberId);
  }
}
