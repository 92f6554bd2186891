package io.ec2cluster.etcd.records;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.RecordSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code status} says of the records.
 *
 * @param name the name that they are below
 * @param state how they are
 * @param sets what should stand there, and does
 * @param findings what is not as it should be, in words
 */
public record RecordsReport(String name, State state, List<String> sets, List<String> findings) {
  /** Copies. */
  public RecordsReport {
    sets = List.copyOf(sets);
    findings = List.copyOf(findings);
  }

  /** How records are. */
  public enum State {
    CURRENT,
    /** Some are missing, or are left over. */
    STALE,
    /** Somebody else's. */
    FOREIGN,
    /** The zone did not answer, or no quorum tells what they should be. */
    UNKNOWN
  }

  /**
   * Compares what a zone holds with what a cluster should have; nothing is written.
   *
   * @param published the cluster; empty where no quorum confirms it
   */
  public static RecordsReport of(
      RecordNames names, RecordsOwner owner, RecordsZone zone, Optional<Published> published) {
    String name = names.top().text();
    if (published.isEmpty()) {
      return new RecordsReport(name, State.UNKNOWN, List.of(), List.of());
    }
    try {
      List<RecordSet> listed = zone.get().list(names.top());
      return of(name, ZoneReview.of(names, owner, published.get(), listed, ""), listed);
    } catch (EnvironmentException unread) {
      return new RecordsReport(
          name,
          State.UNKNOWN,
          List.of(),
          List.of("the records cannot be read: " + unread.getMessage()));
    }
  }

  private static RecordsReport of(String name, ZoneReview review, List<RecordSet> listed) {
    List<String> findings = new ArrayList<>();
    State state = State.CURRENT;
    if (review.verdict() instanceof ZoneReview.Verdict.Refused refused) {
      state = State.FOREIGN;
      findings.add(
          "the records below %s are not this cluster's: %s".formatted(name, refused.why()));
    } else if (!(review.verdict() instanceof ZoneReview.Verdict.Settled)) {
      state = State.STALE;
      review.stale().forEach(set -> findings.add("stale record: " + set));
      review.missing().forEach(set -> findings.add("missing record: " + set));
      if (findings.isEmpty()) {
        findings.add("the records below %s are not marked as this cluster's yet".formatted(name));
      }
    }
    return new RecordsReport(
        name,
        state,
        listed.stream()
            .filter(set -> !review.stale().contains(set))
            .map(RecordSet::toString)
            .toList(),
        findings);
  }
}
