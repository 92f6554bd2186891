package io.ec2cluster.local;

import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.dns.Weighted;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of the weighted sets of a name and type a plain name server answers with, which knows no
 * weights: those of a weight above 0, or all where none has one, as Route 53 does; of CNAMEs only
 * the heaviest (among equals the first by set identifier), because a name has one CNAME at most
 * (RFC 1034, section 3.6.2) and a strict name server does not load more.
 */
final class ServedSets {
  static final Comparator<RecordSet> HEAVIEST_FIRST =
      Comparator.comparingInt(ServedSets::weight)
          .reversed()
          .thenComparing(set -> set.key().setIdentifier());

  private ServedSets() {}

  /** Those that are served, of any names and types. */
  static Set<RecordSet> of(Collection<RecordSet> sets) {
    Map<RecordSet.Key, List<RecordSet>> groups =
        sets.stream()
            .collect(Collectors.groupingBy(set -> new RecordSet.Key(set.name(), set.type(), "")));
    Set<RecordSet> served = new HashSet<>();
    groups.values().forEach(group -> served.addAll(ofGroup(group)));
    return served;
  }

  private static List<RecordSet> ofGroup(List<RecordSet> group) {
    List<RecordSet> sorted = group.stream().sorted(HEAVIEST_FIRST).toList();
    RecordSet heaviest = sorted.get(0);
    if (heaviest.type() == RecordType.CNAME) {
      return List.of(heaviest);
    }
    return sorted.stream().filter(set -> weight(set) > 0 || weight(heaviest) == 0).toList();
  }

  private static int weight(RecordSet set) {
    return set.weighted().map(Weighted::weight).orElse(1);
  }
}
