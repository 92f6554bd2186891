package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instance, and the tool on it if it runs. */
final class SimNode {
  final String id;
  final List<SimBalancer> balancers;
  final long skew;
  Optional<RestartCourse> course = Optional.empty();
  boolean restarting;

  /** Which run: answers to an earlier one are lost. */
  int run;

  boolean up = true;
  boolean terminated;
  long failedAt = -1;

  /** Its tool ended while it waited, and nobody ever runs it again. */
  boolean forgotten;

  int restarts;
  boolean finished;

  /** By load balancer: the ledger's version that was read, and how old the last answer is. */
  final Map<Integer, Long> versions = new HashMap<>();

  final Map<Integer, Long> answerOf = new HashMap<>();
  final Map<Integer, Long> sizeThen = new HashMap<>();
  final Map<Integer, Long> listedAt = new HashMap<>();

  SimNode(String id, List<SimBalancer> balancers, long skew) {
    this.id = id;
    this.balancers = balancers;
    this.skew = skew;
  }

  boolean isInServiceEverywhere() {
    return balancers.stream().allMatch(balancer -> balancer.inService.contains(id));
  }

  boolean waitsOnly() {
    return isListed()
        && balancers.stream()
            .flatMap(balancer -> balancer.ledger.find(id).stream())
            .noneMatch(Entry::isOut);
  }

  boolean isKeptOut() {
    return balancers.stream()
        .flatMap(balancer -> balancer.ledger.find(id).stream())
        .anyMatch(entry -> entry.state() == Entry.State.KEPT_OUT);
  }

  boolean isListed() {
    return balancers.stream().anyMatch(balancer -> balancer.ledger.find(id).isPresent());
  }
}
