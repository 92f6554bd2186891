package io.ec2cluster.internal.dns;

import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a zone refuses whatever it holds. */
final class BatchRules {
  /** Route 53 developer guide, Quotas: ResourceRecord elements and characters of one request. */
  private static final int MAX_VALUES = 1000;

  private static final int MAX_CHARACTERS = 32_000;

  private BatchRules() {}

  static List<String> violations(DnsName zone, ChangeBatch batch) {
    List<String> violations = new ArrayList<>();
    Set<RecordSet.Key> created = new HashSet<>();
    for (Change change : batch.changes()) {
      RecordSet recordSet = change.recordSet();
      if (created.contains(recordSet.key())) {
        violations.add(
            "The request contains an invalid set of changes for a resource record set '%s %s'"
                .formatted(recordSet.type(), recordSet.name().absolute()));
      }
      if (change instanceof Change.Create) {
        created.add(recordSet.key());
        violations.addAll(violations(zone, recordSet));
      }
    }
    violations.addAll(sizeViolations(batch));
    return violations;
  }

  private static List<String> violations(DnsName zone, RecordSet recordSet) {
    List<String> violations = new ArrayList<>();
    String name = recordSet.name().absolute();
    if (!recordSet.name().isAtOrBelow(zone)) {
      violations.add(
          "RRSet with DNS name %s is not permitted in zone %s".formatted(name, zone.absolute()));
    }
    if (recordSet.type() == RecordType.CNAME && recordSet.name().equals(zone)) {
      violations.add(
          "RRSet of type CNAME with DNS name %s is not permitted at apex in zone %s"
              .formatted(name, zone.absolute()));
    }
    if (Set.copyOf(recordSet.values()).size() < recordSet.values().size()) {
      violations.add("Duplicate Resource Record in %s %s".formatted(recordSet.type(), name));
    }
    for (String value : recordSet.values()) {
      RecordValues.violation(recordSet.type(), value)
          .ifPresent(
              reason ->
                  violations.add(
                      "Invalid Resource Record: FATAL problem: %s encountered with '%s'"
                          .formatted(reason, value)));
    }
    return violations;
  }

  private static List<String> sizeViolations(ChangeBatch batch) {
    int values = 0;
    int characters = 0;
    for (Change change : batch.changes()) {
      values += change.recordSet().values().size();
      characters += change.recordSet().values().stream().mapToInt(String::length).sum();
    }
    return values > MAX_VALUES || characters > MAX_CHARACTERS
        ? List.of(
            "Number of records limit of %d or value characters limit of %d exceeded: %d, %d"
                .formatted(MAX_VALUES, MAX_CHARACTERS, values, characters))
        : List.of();
  }
}
