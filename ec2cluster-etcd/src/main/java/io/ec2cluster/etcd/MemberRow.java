package io.ec2cluster.etcd;

import java.util.List;
import java.util.Optional;

/**
 * A member, as it is shown.
 *
 * @param name its name; empty until it has started for the first time
 * @param id its id, hexadecimal
 * @param peerUrls where the members reach it
 * @param clientUrls where clients reach it
 * @param state what it is
 * @param inGroup whether the group lists it
 * @param version its etcd's version
 * @param databaseBytes the size of its database
 * @param raftIndex the last entry that it knows to be committed
 * @param lag how many entries it is behind the most advanced that answered
 * @param alarms etcd's names of the alarms that it has raised, such as {@code NOSPACE}
 */
record MemberRow(
    String name,
    String id,
    List<String> peerUrls,
    List<String> clientUrls,
    State state,
    boolean inGroup,
    Optional<String> version,
    Optional<Long> databaseBytes,
    Optional<Long> raftIndex,
    Optional<Long> lag,
    List<String> alarms) {
  /** Copies the lists. */
  MemberRow {
    peerUrls = List.copyOf(peerUrls);
    clientUrls = List.copyOf(clientUrls);
    alarms = List.copyOf(alarms);
  }

  /** What a member is. */
  enum State {
    LEADER,
    VOTER,
    LEARNER,
    /** It does not answer, or knows no leader. */
    SILENT
  }
}
