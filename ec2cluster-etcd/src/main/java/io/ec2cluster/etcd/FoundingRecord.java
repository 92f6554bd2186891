package io.ec2cluster.etcd;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who founds the cluster, and whether it is founded. One per cluster, every write of it conditional
 * on what was read: of several foundings at most one ever becomes {@code formed}.
 *
 * @param generation counts the foundings, from 1; 0 for a cluster that was there before its record
 * @param token etcd's cluster token, another for each founding
 * @param state how far it is
 * @param cluster the cluster's id
 * @param founders the founders' peer URLs by their names
 * @param started the founders that have started etcd, or were about to: one of them without data
 *     has lost it, and never starts as a founder again
 * @param earlier the clusters of earlier foundings, which never formed or were given up by a
 *     person: their data is moved aside
 * @param note who gave up the one before, where a person did
 */
record FoundingRecord(
    int generation,
    String token,
    State state,
    EtcdId cluster,
    Map<String, String> founders,
    List<String> started,
    List<EtcdId> earlier,
    Optional<FoundingNote> note) {
  /** More founders make no cluster safer; whoever else is in the group joins. */
  static final int MOST_FOUNDERS = 7;

  /** The record has room for 1,500 characters. */
  private static final int MOST_EARLIER = 12;

  /** How far a founding is. */
  enum State {
    /** Founders start; nobody else knows of the cluster, and another founding may replace it. */
    FORMING,
    /** A first write was confirmed by a quorum: from here on nothing is ever founded again. */
    FORMED
  }

  /** Copies, in the order given. */
  FoundingRecord {
    founders = ImmutableMap.copyOf(founders);
    started = List.copyOf(started);
    earlier = List.copyOf(earlier);
  }

  /** The first founding. */
  static FoundingRecord first(List<GroupMember> founders, String token) {
    return forming(1, founders, token, List.of(), Optional.empty());
  }

  /** The record of a cluster that was there before it. */
  static FoundingRecord adopted(EtcdId cluster) {
    return new FoundingRecord(
        0, "", State.FORMED, cluster, Map.of(), List.of(), List.of(), Optional.empty());
  }

  /** The founding that replaces this one, which did not form. */
  FoundingRecord next(List<GroupMember> newFounders, String newToken) {
    return forming(generation + 1, newFounders, newToken, withEarlier(), note);
  }

  /** The founding that replaces this one, which a person has given up. */
  FoundingRecord refounded(List<GroupMember> newFounders, String newToken, FoundingNote why) {
    return forming(generation + 1, newFounders, newToken, withEarlier(), Optional.of(why));
  }

  /**
   * The cluster that one node has restored from a snapshot, alone; the others join it. It is formed
   * from the start: nothing may ever be founded in its place. The node has started: if it loses its
   * data again it does not come back under its old id.
   *
   * @param before the record that it replaces, where there is one
   */
  static FoundingRecord restored(
      Optional<FoundingRecord> before, GroupMember node, String token, FoundingNote why) {
    FoundingRecord forming =
        forming(
            before.map(FoundingRecord::generation).orElse(0) + 1,
            List.of(node),
            token,
            before.map(FoundingRecord::withEarlier).orElse(List.of()),
            Optional.of(why));
    return forming.withStarted(node.name()).formed();
  }

  private List<EtcdId> withEarlier() {
    List<EtcdId> all = Stream.concat(Stream.of(cluster), earlier.stream()).toList();
    return all.subList(0, Math.min(all.size(), MOST_EARLIER));
  }

  private static FoundingRecord forming(
      int generation,
      List<GroupMember> founders,
      String token,
      List<EtcdId> earlier,
      Optional<FoundingNote> note) {
    ImmutableMap.Builder<String, String> urls = ImmutableMap.builder();
    founders.stream()
        .limit(MOST_FOUNDERS)
        .forEach(founder -> urls.put(founder.name(), founder.peerUrl()));
    Map<String, String> chosen = urls.buildOrThrow();
    EtcdId cluster = FoundedIds.cluster(chosen.values(), token);
    return new FoundingRecord(
        generation, token, State.FORMING, cluster, chosen, List.of(), earlier, note);
  }

  /** With a founder that is about to start. */
  FoundingRecord withStarted(String founder) {
    List<String> all = Stream.concat(started.stream(), Stream.of(founder)).toList();
    return new FoundingRecord(generation, token, state, cluster, founders, all, earlier, note);
  }

  /** The same, formed. */
  FoundingRecord formed() {
    return new FoundingRecord(
        generation, token, State.FORMED, cluster, founders, started, earlier, note);
  }

  /** Whether a node has started as a founder. */
  boolean hasStarted(GroupMember node) {
    return started.contains(node.name());
  }

  /** Whether every founder is still in the group, so that it may form yet. */
  boolean canFormWith(GroupView group) {
    return founders.entrySet().stream()
        .allMatch(
            founder ->
                group.members().stream()
                    .anyMatch(
                        node ->
                            node.name().equals(founder.getKey())
                                && node.peerUrl().equals(founder.getValue())));
  }

  boolean isFormed() {
    return state == State.FORMED;
  }

  /** The id of a node as a founder that has not started yet; none if it may not found. */
  Optional<EtcdId> founderToStart(GroupMember node) {
    return Optional.ofNullable(founders.get(node.name()))
        .filter(url -> url.equals(node.peerUrl()) && !started.contains(node.name()))
        .map(url -> FoundedIds.member(url, token));
  }
}
