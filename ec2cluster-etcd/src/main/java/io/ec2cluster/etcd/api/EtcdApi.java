package io.ec2cluster.etcd.api;

import io.ec2cluster.EnvironmentException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One member's API. Every call but {@link #status} and {@link #members} needs a quorum.
 *
 * <p>Each call throws {@link EtcdRefusal} where etcd says no, and {@link EtcdSilence} where nobody
 * answers; a change may have been made then. Safe for use by several threads.
 */
public interface EtcdApi {
  /** What it says of itself, without asking the others. */
  EtcdStatus status() throws InterruptedException;

  /**
   * The members as it knows them: what etcd 3.4 knows may be old, also without a quorum. {@link
   * #confirm} on the leader first makes it the truth.
   */
  MemberList members() throws InterruptedException;

  /**
   * What members have raised an alarm about: {@code NOSPACE}, the database is full and nothing is
   * written any more; {@code CORRUPT}.
   */
  List<Alarm> alarms() throws InterruptedException;

  /**
   * An alarm.
   *
   * @param member who raised it
   * @param kind etcd's name of it
   */
  record Alarm(EtcdId member, String kind) {}

  /** Returns once a quorum has confirmed its leader: a linearizable read, given up after 3 s. */
  void confirm() throws InterruptedException;

  /** The value of a key, from a linearizable read. */
  Optional<String> get(String key) throws InterruptedException;

  /** Sets a key's value. */
  void put(String key, String value) throws InterruptedException;

  /** Removes a key; one that is not there is not an error. */
  void delete(String key) throws InterruptedException;

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

    /**
     * What several members say of themselves, asked at the same time where that is possible: one
     * that is cut off costs its time-out once, however many there are.
     *
     * @return the answers by URL, in the order asked; who did not answer is left out
     */
    default Map<String, EtcdStatus> statuses(Collection<String> clientUrls)
        throws InterruptedException {
      Map<String, EtcdStatus> answers = new LinkedHashMap<>();
      for (String url : clientUrls) {
        try {
          answers.put(url, at(url).status());
        } catch (EnvironmentException silent) {
          answers.remove(url);
        }
      }
      return answers;
    }
  }
}
