package io.ec2cluster.etcd;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.etcd.api.MemberList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks members who they are, and a quorum whether that is so. A member's own list may be old (etcd
 * 3.4 tells it without a quorum too): it counts once that member has answered a linearizable read,
 * and with it has applied every change that was made before.
 */
final class Lookout {
  private final EtcdApi.Access access;

  Lookout(EtcdApi.Access access) {
    this.access = access;
  }

  /** Asks at client URLs, and at those of the members that are found there. */
  Sighting look(Collection<String> clientUrls) throws InterruptedException {
    Set<String> asked = new LinkedHashSet<>(clientUrls);
    Map<String, EtcdStatus> answers = new LinkedHashMap<>(access.statuses(asked));
    ListMultimap<EtcdId, String> byCluster =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    answers.forEach((url, status) -> byCluster.put(status.clusterId(), url));
    List<ClusterView> confirmed = new ArrayList<>();
    TreeSet<String> unconfirmed = new TreeSet<>();
    for (EtcdId cluster : byCluster.keySet()) {
      Optional<ClusterView> view = confirm(byCluster.get(cluster), asked, answers);
      view.ifPresentOrElse(confirmed::add, () -> unconfirmed.addAll(byCluster.get(cluster)));
    }
    return new Sighting(confirmed, unconfirmed);
  }

  /** By its leader if that is among them, else by any that knows one. */
  private Optional<ClusterView> confirm(
      List<String> urls, Set<String> asked, Map<String, EtcdStatus> answers)
      throws InterruptedException {
    for (String url : inOrderOfTrust(urls, answers)) {
      try {
        EtcdApi api = access.at(url);
        api.confirm();
        MemberList list = api.members();
        Set<String> others = new LinkedHashSet<>();
        list.members().forEach(member -> others.addAll(member.clientUrls()));
        others.removeAll(asked);
        asked.addAll(others);
        answers.putAll(access.statuses(others));
        return Optional.of(view(list, url, answers));
      } catch (EnvironmentException unconfirmed) {
        answers.remove(url);
      }
    }
    return Optional.empty();
  }

  /** The leader first; whoever knows none, and learners, which confirm nothing, not at all. */
  private static List<String> inOrderOfTrust(List<String> urls, Map<String, EtcdStatus> answers) {
    List<String> ordered = new ArrayList<>();
    answers.forEach(
        (url, status) -> {
          if (urls.contains(url) && knowsLeader(status) && !status.learner()) {
            ordered.add(status.leads() ? 0 : ordered.size(), url);
          }
        });
    return ordered;
  }

  private static boolean knowsLeader(EtcdStatus status) {
    return !status.leader().equals(EtcdId.NONE);
  }

  private static ClusterView view(MemberList list, String url, Map<String, EtcdStatus> answers) {
    List<EtcdStatus> same =
        answers.values().stream()
            .filter(status -> status.clusterId().equals(list.clusterId()) && knowsLeader(status))
            .toList();
    EtcdId leader =
        same.stream()
            .filter(EtcdStatus::leads)
            .findFirst()
            .or(() -> same.stream().findFirst())
            .map(EtcdStatus::leader)
            .orElse(EtcdId.NONE);
    long index = same.stream().mapToLong(EtcdStatus::raftIndex).max().orElse(0);
    Set<EtcdId> live = new HashSet<>();
    same.forEach(status -> live.add(status.memberId()));
    return new ClusterView(list.clusterId(), list.members(), leader, index, live, url);
  }
}
