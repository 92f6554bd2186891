package io.ec2cluster.elb;

import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.KnownNames;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.elb.roll.RollRecord;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who takes part in a roll, in which order, where each is reached, and how long each may take. */
final class RollFleet {
  /** For the start of the command there, and the service manager's own patience. */
  private static final Duration SLACK = Duration.ofMinutes(12);

  private final Surroundings surroundings;
  private final List<Standing> standings;
  private final Set<String> instances;

  private RollFleet(Surroundings surroundings, List<Standing> standings, Set<String> instances) {
    this.surroundings = surroundings;
    this.standings = standings;
    this.instances = instances;
  }

  /**
   * Everyone who is in one of the load balancers, and not kept out of one by a person.
   *
   * @param failed who is kept out because an earlier roll failed there, and takes part
   */
  static RollFleet of(
      OperationContext context, Surroundings surroundings, List<Post> posts, Set<String> failed)
      throws InterruptedException {
    List<Standing> standings = Standing.of(posts, surroundings, surroundings.rules(false));
    Set<String> instances = new TreeSet<>();
    Set<String> keptOut = new TreeSet<>();
    for (Standing standing : standings) {
      standing.targets().stream().map(Target::instance).forEach(instances::add);
      for (Entry entry : standing.ledger().out()) {
        instances.add(entry.id());
        if (entry.state() == Entry.State.KEPT_OUT) {
          keptOut.add(entry.id());
        }
      }
    }
    keptOut.removeAll(failed);
    instances.removeAll(keptOut);
    if (!keptOut.isEmpty()) {
      context.progress().note("kept out, and left alone: " + String.join(", ", keptOut));
    }
    if (instances.isEmpty()) {
      throw new UsageException(
          "no instance is in %s: nothing to restart"
              .formatted(posts.stream().map(post -> post.balancer().id()).toList()));
    }
    return new RollFleet(surroundings, standings, instances);
  }

  int size() {
    return instances.size();
  }

  /** The roll when all of it is done. */
  RollRecord whole(RollRecord record) {
    return new RollRecord(record.service(), record.by(), record.begun(), instances, Set.of());
  }

  /** Who failed before, then the canary, then the rest by name; without those that are done. */
  List<String> order(RollRecord record, Optional<String> canary) {
    if (canary.isPresent() && !instances.contains(canary.get())) {
      throw new UsageException(
          "--canary: no instance '%s' takes part: %s"
              .formatted(canary.get(), KnownNames.of(instances).behind(canary.get())));
    }
    Set<String> order = new LinkedHashSet<>(record.failed());
    canary.ifPresent(order::add);
    order.addAll(instances);
    order.retainAll(instances);
    order.removeAll(record.done());
    return List.copyOf(order);
  }

  /**
   * How many may be out of every load balancer at the same time.
   *
   * @throws RefusedException if the floor of one lets nobody leave
   */
  int leavers() {
    long least = Integer.MAX_VALUE;
    for (Standing standing : standings) {
      long size = standing.view().size(standing.ledger());
      surroundings
          .settings()
          .floor()
          .findRefusal(size, false)
          .ifPresent(
              words -> {
                throw new RefusedException(standing.post().balancer().id() + ": " + words);
              });
      least = Math.min(least, surroundings.settings().floor().mayBeOut(size));
    }
    return (int) least;
  }

  /**
   * Where each is reached, as the configuration says.
   *
   * @throws RefusedException if that is not known of one
   */
  Map<String, Member> members(List<String> wanted) throws InterruptedException {
    Map<String, String> hosts = new TreeMap<>();
    if (surroundings.settings().reach() == ElbSettings.Reach.INSTANCE) {
      wanted.forEach(instance -> hosts.put(instance, instance));
    } else {
      for (Standing standing : standings) {
        hosts.putAll(standing.post().balancer().addresses(Set.copyOf(wanted)));
      }
    }
    List<String> nowhere = wanted.stream().filter(one -> !hosts.containsKey(one)).toList();
    if (!nowhere.isEmpty()) {
      throw new RefusedException(
          "no address is known of %s. Deregister whoever is no more; or let 'elb: reach: instance' hand ids to 'remote'"
              .formatted(String.join(", ", nowhere)));
    }
    Map<String, Member> members = new TreeMap<>();
    hosts.forEach((instance, host) -> members.put(instance, new Member(instance, host, 0)));
    return members;
  }

  /** For a turn, draining, the restart, health, and to be in service: as long as each may take. */
  Duration patience() throws InterruptedException {
    ElbSettings settings = surroundings.settings();
    Duration longest = Duration.ZERO;
    for (Standing standing : standings) {
      Duration delay = standing.post().balancer().drainDelay();
      Duration drain = settings.drainTimeout().orElse(delay);
      longest = drain.compareTo(longest) > 0 ? drain : longest;
    }
    return settings
        .waiting()
        .plus(longest)
        .plus(settings.registerTimeout().multipliedBy(2))
        .plus(SLACK);
  }
}
