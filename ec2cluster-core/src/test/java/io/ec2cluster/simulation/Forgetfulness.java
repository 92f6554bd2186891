package io.ec2cluster.simulation;

import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.util.List;

/** Reads a zone as if the cluster had never been published. */
final class Forgetfulness {
  private Forgetfulness() {}

  static List<RecordSet> of(List<RecordSet> sets) {
    return sets.stream()
        .filter(set -> set.type() == RecordType.TXT)
        .map(
            set ->
                set.values().get(0).contains("state=published")
                    ? set
                    : RecordSet.of(
                        set.name(),
                        set.type(),
                        set.ttl(),
                        set.values().get(0).replace("ever-published=true", "ever-published=false")))
        .toList();
  }
}
