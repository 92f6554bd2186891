package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.Ledger;
import io.ec2cluster.elb.ledger.LedgerText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A load balancer and its ledger as they are; what it was before is kept for late answers. */
final class SimBalancer {
  final int number;
  final Quorum quorum;
  final Set<String> registered = new TreeSet<>();
  final Set<String> inService = new TreeSet<>();

  /** When one that was in service was seen to fail from outside. */
  final Map<String, Long> failedAt = new HashMap<>();

  /** When one was not in service last; absent: always since it began. */
  final Map<String, Long> notInServiceAt = new HashMap<>();

  Ledger ledger = Ledger.empty();
  long version;
  long atLeast;
  long writes;
  long conflicts;
  long reads;
  long asked;
  private final List<Past> past = new ArrayList<>();

  private record Past(long at, Set<String> registered, Set<String> inService) {}

  SimBalancer(int number, Quorum quorum) {
    this.number = number;
    this.quorum = quorum;
  }

  /** Has to be called after each change. */
  void changed(long now, boolean keepPast) {
    if (keepPast) {
      past.add(new Past(now, new HashSet<>(registered), new HashSet<>(inService)));
    }
  }

  /** What it was at a moment. */
  FleetView answer(long at, Set<String> terminated) {
    for (int i = past.size() - 1; i >= 0; i--) {
      if (past.get(i).at() <= at) {
        return new FleetView(
            past.get(i).registered(), past.get(i).inService(), terminated, atLeast);
      }
    }
    return new FleetView(registered, inService, terminated, atLeast);
  }

  boolean write(long seen, Ledger next) {
    writes++;
    if (seen != version) {
      conflicts++;
      return false;
    }
    boolean looked = next.entries().size() < 50 || version % 16 == 0;
    if (looked && !LedgerText.parse("sim", LedgerText.of(next)).equals(next)) {
      throw new SimViolation("the ledger's text does not hold " + next);
    }
    ledger = next;
    version++;
    return true;
  }

  long size() {
    Set<String> all = new HashSet<>(registered);
    ledger.out().stream().map(Entry::id).forEach(all::add);
    return Math.max(atLeast, all.size());
  }

  long floor() {
    return quorum.floor(size());
  }
}
