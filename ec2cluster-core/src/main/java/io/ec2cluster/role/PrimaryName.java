package io.ec2cluster.role;

import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.util.List;
import java.util.Optional;

/**
 * What stands at the primary name: the record sets that point somewhere, which a publisher
 * replaces, and the others, which it leaves alone. A TXT or MX set beside an address is somebody's
 * good right (site verification, mail).
 */
record PrimaryName(List<RecordSet> pointers, List<RecordSet> others) {
  static PrimaryName of(RoleView view) {
    return new PrimaryName(
        view.primary().stream().filter(PrimaryName::points).toList(),
        view.primary().stream().filter(set -> !points(set)).toList());
  }

  private static boolean points(RecordSet set) {
    boolean pointer =
        switch (set.type()) {
          case A, AAAA, CNAME -> true;
          case SRV, TXT, OTHER -> false;
        };
    return pointer && set.weighted().isEmpty();
  }

  /** The others that keep a pointer from being created: found early, before an engine starts. */
  List<RecordSet> inTheWayOf(RecordSet pointer) {
    return others.stream()
        .filter(set -> pointer.type() == RecordType.CNAME || isRouted(set))
        .toList();
  }

  /** Weighted sets, and aliases, whose first value begins with the real type. */
  private static boolean isRouted(RecordSet set) {
    String described = set.values().get(0);
    return switch (set.type()) {
      case A, AAAA, CNAME -> true;
      case OTHER ->
          described.startsWith("A ")
              || described.startsWith("AAAA ")
              || described.startsWith("CNAME ");
      case SRV, TXT -> false;
    };
  }

  /** Whether it points at the same hosts as another: a TTL changed by hand does not matter. */
  boolean pointsLike(PrimaryName other) {
    return targets().equals(other.targets());
  }

  private List<Optional<String>> targets() {
    return pointers.stream().map(RecordSet::target).sorted(PrimaryName::byText).toList();
  }

  private static int byText(Optional<String> one, Optional<String> other) {
    return one.orElse("").compareTo(other.orElse(""));
  }
}
