package io.ec2cluster.internal.dns;

import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The contents while one batch is applied to them, change by change, and the conflicts met so far.
 * Not thread-safe; dropped if there is a conflict, which is what makes the batch atomic.
 */
final class Draft {
  private final DnsName zone;
  private final SortedMap<RecordSet.Key, RecordSet> written;
  private final List<RecordSet> others;
  private final List<String> conflicts = new ArrayList<>();

  Draft(DnsName zone, SortedMap<RecordSet.Key, RecordSet> written, List<RecordSet> others) {
    this.zone = zone;
    this.written = written;
    this.others = others;
  }

  SortedMap<RecordSet.Key, RecordSet> written() {
    return written;
  }

  List<String> conflicts() {
    return conflicts;
  }

  void apply(Change change) {
    if (change instanceof Change.Create create) {
      create(create.recordSet());
    } else {
      delete(change.recordSet());
    }
  }

  private void create(RecordSet added) {
    if (written.containsKey(added.key()) || isForeign(added)) {
      conflicts.add(
          "Tried to create resource record set " + shown(added) + " but it already exists");
      return;
    }
    Optional<String> conflict = cnameConflict(added).or(() -> routingConflict(added));
    conflict.ifPresent(conflicts::add);
    if (conflict.isEmpty()) {
      written.put(added.key(), added);
    }
  }

  private void delete(RecordSet expected) {
    RecordSet stored = written.get(expected.key());
    if (stored == null) {
      conflicts.add(
          "Tried to delete resource record set " + shown(expected) + " but it was not found");
    } else if (!stored.equals(expected)) {
      conflicts.add(
          "Tried to delete resource record set "
              + shown(expected)
              + " but the values provided do not match the current values");
    } else {
      written.remove(expected.key());
    }
  }

  private Optional<String> cnameConflict(RecordSet added) {
    String name = added.name().absolute();
    if (added.type() == RecordType.CNAME) {
      return Stream.concat(written.values().stream(), others.stream())
              .anyMatch(
                  other -> other.name().equals(added.name()) && other.type() != RecordType.CNAME)
          ? Optional.of(
              "RRSet of type CNAME with DNS name %s is not permitted as it conflicts with other records with the same DNS name in zone %s"
                  .formatted(name, zone.absolute()))
          : Optional.empty();
    }
    return written.values().stream()
            .anyMatch(
                other -> other.name().equals(added.name()) && other.type() == RecordType.CNAME)
        ? Optional.of(
            "RRSet of type %s with DNS name %s is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone %s"
                .formatted(added.type(), name, zone.absolute()))
        : Optional.empty();
  }

  private Optional<String> routingConflict(RecordSet added) {
    return written.values().stream()
        .filter(other -> other.name().equals(added.name()) && other.type() == added.type())
        .findFirst()
        .flatMap(other -> routingConflict(other, added));
  }

  /** The stored sets of a name and type agree with each other, so one of them stands for all. */
  private static Optional<String> routingConflict(RecordSet stored, RecordSet added) {
    String name = added.name().absolute();
    if (added.weighted().isEmpty()) {
      return Optional.of(
          "RRSet with DNS name %s, type %s cannot be created as other RRSets exist with the same name and type"
              .formatted(name, added.type()));
    }
    String identifier = added.key().setIdentifier();
    if (stored.weighted().isEmpty()) {
      return Optional.of(
          "RRSet with DNS name %s, type %s, SetIdentifier %s cannot be created as a non-weighted set exists with the same name and type"
              .formatted(name, added.type(), identifier));
    }
    return stored.ttl().equals(added.ttl())
        ? Optional.empty()
        : Optional.of(
            "RRSet with DNS name %s and type %s, SetIdentifier %s cannot be created as weighted sets must contain the same TTL"
                .formatted(name, added.type(), identifier));
  }

  private boolean isForeign(RecordSet added) {
    return others.stream()
        .filter(other -> other.name().equals(added.name()))
        .anyMatch(other -> other.values().get(0).startsWith(added.type() + " "));
  }

  private static String shown(RecordSet recordSet) {
    String identifier =
        recordSet
            .weighted()
            .map(weighted -> ", set identifier='" + weighted.setIdentifier() + "'")
            .orElse("");
    return "[name='%s', type='%s'%s]"
        .formatted(recordSet.name().absolute(), recordSet.type(), identifier);
  }
}
