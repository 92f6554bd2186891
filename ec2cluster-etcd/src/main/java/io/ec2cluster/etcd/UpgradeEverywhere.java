package io.ec2cluster.etcd;

import io.ec2cluster.RefusedException;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.host.OtherNode;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * {@code etcd upgrade --all}: each member upgrades itself, one after the other, the leader last;
 * the first that fails ends it, and the rest stays as it is.
 */
final class UpgradeEverywhere {
  /** For its own start, and its turn. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private UpgradeEverywhere() {}

  static Plan plan(OperationContext context, UpgradeOptions options) throws InterruptedException {
    OtherNode.requireReachable(context.settings(), "--all: ", "'etcd upgrade' on each node");
    Surroundings surroundings = new Surroundings(context);
    List<String> urls = surroundings.view().running().stream().map(GroupMember::clientUrl).toList();
    FoundingRecord record =
        surroundings
            .foundings()
            .read()
            .filter(FoundingRecord::isFormed)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "the founding record says of no cluster that it is formed"));
    ClusterView cluster =
        new Lookout(surroundings.access())
            .look(urls)
            .find(record.cluster())
            .orElseThrow(
                () ->
                    new RefusedException(
                        "no quorum of cluster %s answers: see 'etcd status'"
                            .formatted(record.cluster())));
    Plan.Builder plan = Plan.builder();
    cluster.members().stream()
        .sorted(
            Comparator.comparing((ClusterMember member) -> member.id().equals(cluster.leader()))
                .thenComparing(ClusterMember::label))
        .map(member -> step(context, options, member))
        .forEach(plan::step);
    return plan.build();
  }

  private static Step step(OperationContext context, UpgradeOptions options, ClusterMember member) {
    OtherNode other = OtherNode.of(context, address(member));
    List<String> words =
        List.of("etcd", "upgrade", "--timeout", options.timeout().toSeconds() + "s");
    return Step.named("upgrade " + member.label())
        .description("run there: " + other.shown(words))
        .action(
            step -> {
              other.require(other.run(words, options.timeout().plus(SLACK)), words);
              step.note(member.label() + " is upgraded");
            });
  }

  private static Member address(ClusterMember member) {
    URI url =
        member.clientUrls().stream()
            .findFirst()
            .map(URI::create)
            .orElseThrow(
                () -> new RefusedException(member.label() + " has not started yet: wait for it"));
    return new Member(member.label(), url.getHost(), url.getPort());
  }
}
