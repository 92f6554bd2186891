package io.ec2cluster.etcd;

import java.util.Optional;

/**
 * One member's API. Every call but {@link #status} and {@link #members} needs a quorum.
 *
 * <p>Each call throws {@link EtcdRefusal} where etcd says no, and {@link EtcdSilence} where nobody
 * answers; a change may have been made then. Safe for use by several threads.
 */
interface EtcdApi {
  /** What it says of itself, without asking the others. */
  EtcdStatus status() throws InterruptedException;

  /**
   * The members as it knows them: what etcd 3.4 knows may be old, also without a quorum. {@link
   * #confirm} on the leader first makes it the truth.
   */
  MemberList members() throws InterruptedException;

  /** Returns once a quorum has confirmed its leader: a linearizable read. */
  void confirm() throws InterruptedException;

  /** The value of a key, from a linearizable read. */
  Optional<String> get(String key) throws InterruptedException;

  /** Sets a key's value. */
  void put(String key, String value) throws InterruptedException;

  /**
   * Adds a member that does not vote yet. A lost answer is settled by reading the list: the call is
   * not repeated.
   *
   * @param peerUrl where the others will reach it
   * @return the members with it
   */
  MemberList addLearner(String peerUrl) throws InterruptedException;

  /** Gives a learner its vote. */
  void promote(EtcdId member) throws InterruptedException;

  /** Removes a member; one that is not there is not an error. */
  void remove(EtcdId member) throws InterruptedException;

  /** Makes another member the leader; only the leader takes this. */
  void moveLeader(EtcdId successor) throws InterruptedException;

  /** Opens the API of a member. */
  @FunctionalInterface
  interface Access {
    /**
     * The API behind a client URL; asks nothing yet.
     *
     * @param clientUrl {@code http://host:port}
     */
    EtcdApi at(String clientUrl);
  }
}
