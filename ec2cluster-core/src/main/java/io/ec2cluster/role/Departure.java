package io.ec2cluster.role;

import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.RecordSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How members leave a replica pool, decided from what was read of it.
 *
 * <p>The batch that removes them also deletes and creates the unchanged record of another member,
 * the witness. Two members that leave at once and take each other as witness thus conflict: one of
 * them decides anew and finds itself the last. The pool never becomes empty by accident.
 *
 * @param kind what comes of it
 * @param leaving the record sets that go, exactly as they were read
 * @param witness the member that keeps the pool from being empty
 */
public record Departure(Kind kind, List<RecordSet> leaving, Optional<RecordSet> witness) {
  /** What comes of a departure. */
  public enum Kind {
    /** They go. */
    LEAVES,
    /** They are no members: there is nothing to do. */
    ABSENT,
    /** They stay, because no fit member would be left. */
    LAST
  }

  /** Copies the list. */
  public Departure {
    leaving = List.copyOf(leaving);
  }

  /**
   * Decides.
   *
   * @param members the pool as it was read ({@link ReplicaPool#members()})
   * @param instanceIds who leaves
   * @param fit which of the others is fit to serve readers; asked until one is
   * @param allowEmpty whether they leave even if no fit member is left
   */
  public static Departure of(
      List<RecordSet> members,
      Set<String> instanceIds,
      Predicate<RecordSet> fit,
      boolean allowEmpty) {
    List<RecordSet> leaving =
        members.stream()
            .filter(Departure::isMember)
            .filter(set -> isOneOf(set, instanceIds))
            .toList();
    if (leaving.isEmpty()) {
      return new Departure(Kind.ABSENT, leaving, Optional.empty());
    }
    Optional<RecordSet> witness =
        members.stream()
            .filter(Departure::isMember)
            .filter(set -> !isOneOf(set, instanceIds))
            .filter(fit)
            .findFirst();
    Kind kind = witness.isPresent() || allowEmpty ? Kind.LEAVES : Kind.LAST;
    return new Departure(kind, leaving, witness);
  }

  /** What else stands at the name (an alias, for example) is not ours to write. */
  private static boolean isMember(RecordSet set) {
    return set.weighted().isPresent() && set.target().isPresent();
  }

  private static boolean isOneOf(RecordSet set, Set<String> instanceIds) {
    return set.weighted().filter(w -> instanceIds.contains(w.setIdentifier())).isPresent();
  }

  /** What the zone has to apply, for a batch that may hold more; empty unless they leave. */
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    if (kind == Kind.LEAVES) {
      leaving.forEach(set -> changes.add(new Change.Delete(set)));
      witness.ifPresent(
          set -> {
            changes.add(new Change.Delete(set));
            changes.add(new Change.Create(set));
          });
    }
    return List.copyOf(changes);
  }

  ChangeBatch batch() {
    return new ChangeBatch(
        "ec2cluster: "
            + String.join(
                ", ",
                leaving.stream().map(set -> set.weighted().orElseThrow().setIdentifier()).toList())
            + " out of the pool",
        changes());
  }
}
