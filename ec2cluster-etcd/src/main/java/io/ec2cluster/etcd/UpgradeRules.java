package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdStatus;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Whether a member may be restarted with another version now. Pure. */
final class UpgradeRules {
  private UpgradeRules() {}

  /**
   * A member.
   *
   * @param name its name
   * @param answers whether it answers and knows the leader
   * @param learner whether it does not vote
   * @param version its version, if it tells one
   */
  record Runner(String name, boolean answers, boolean learner, Optional<EtcdVersion> version) {
    /** The members of a cluster, asked for their versions. */
    static List<Runner> all(EtcdApi.Access access, ClusterView cluster)
        throws InterruptedException {
      List<String> urls =
          cluster.members().stream().flatMap(member -> member.clientUrls().stream()).toList();
      Collection<EtcdStatus> answers = access.statuses(urls).values();
      return cluster.members().stream()
          .map(member -> of(member, cluster.isLive(member), answers))
          .toList();
    }

    private static Runner of(ClusterMember member, boolean live, Collection<EtcdStatus> answers) {
      Optional<EtcdVersion> version =
          answers.stream()
              .filter(status -> status.memberId().equals(member.id()))
              .findFirst()
              .flatMap(status -> EtcdVersion.parse(status.version()));
      return new Runner(member.label(), live, member.learner(), version);
    }
  }

  /**
   * What forbids it; empty where nothing does.
   *
   * @param self the member to restart, which is one of all
   * @param target the version that it would have then
   */
  static Optional<String> obstacle(String self, List<Runner> all, EtcdVersion target) {
    Optional<String> fault = target.fault();
    if (fault.isPresent()) {
      return Optional.of(
          "%s %s: install a newer one of 3.%d".formatted(target, fault.get(), target.minor()));
    }
    for (Runner member : all) {
      if (!member.answers() || member.version().isEmpty()) {
        return Optional.of(
            "%s does not answer: one member at a time is restarted, and only while all others run"
                .formatted(member.name()));
      }
      if (member.learner()) {
        return Optional.of(member.name() + " has no vote yet: wait until it has joined");
      }
      Optional<String> step = member.version().get().obstacleTo(target);
      boolean newerThanTarget = member.version().get().compareTo(target) > 0;
      if (step.isPresent() && (member.name().equals(self) || !newerThanTarget)) {
        return Optional.of(member.name() + ": " + step.get());
      }
    }
    return Optional.empty();
  }
}
