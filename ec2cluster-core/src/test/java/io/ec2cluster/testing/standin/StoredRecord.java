package io.ec2cluster.testing.standin;

import com.google.common.collect.Lists;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.dns.Weighted;
import java.util.Comparator;

/** A record set as the service lists it: with its real type, in the service's own order. */
record StoredRecord(RecordSet recordSet, String type, String reversedName) {
  private static final String ALIAS = "alias of ";

  /**
   * Names with their labels reversed and a trailing dot, by ASCII, then type, then set identifier
   * (API reference, ListResourceRecordSets).
   */
  static final Comparator<StoredRecord> SERVICE_ORDER =
      Comparator.comparing(StoredRecord::reversedName)
          .thenComparing(StoredRecord::type)
          .thenComparing(StoredRecord::identifier);

  static StoredRecord of(RecordSet recordSet) {
    String first = recordSet.values().get(0);
    boolean other = recordSet.type() == RecordType.OTHER;
    String type = other ? first.substring(0, first.indexOf(' ')) : recordSet.type().name();
    return new StoredRecord(recordSet, type, reversed(recordSet.name()));
  }

  static String reversed(DnsName name) {
    return String.join(".", Lists.reverse(name.labels())) + ".";
  }

  String identifier() {
    return recordSet.weighted().map(Weighted::setIdentifier).orElse("");
  }

  /** Whether it stands at or behind the place where a listing is to start. */
  boolean isFrom(String startName, String startType, String startIdentifier) {
    int order = reversedName.compareTo(startName);
    if (order == 0) {
      order = type.compareTo(startType);
    }
    return order == 0 ? identifier().compareTo(startIdentifier) >= 0 : order > 0;
  }

  /** The name as the service writes it: all but letters, digits, {@code - _ .} in octal. */
  static String escaped(DnsName name) {
    StringBuilder escaped = new StringBuilder();
    for (char c : name.absolute().toCharArray()) {
      boolean plain = c == '-' || c == '_' || c == '.' || Character.isLetterOrDigit(c);
      escaped.append(plain ? String.valueOf(c) : "\\%03o".formatted((int) c));
    }
    return escaped.toString();
  }

  void write(Xml xml) {
    xml.nested("ResourceRecordSet", this::writeContent);
  }

  private void writeContent(Xml xml) {
    xml.element("Name", escaped(recordSet.name())).element("Type", type);
    recordSet
        .weighted()
        .ifPresent(
            weighted ->
                xml.element("SetIdentifier", weighted.setIdentifier())
                    .element("Weight", weighted.weight()));
    String first = value(recordSet.values().get(0));
    if (recordSet.type() == RecordType.OTHER && first.startsWith(ALIAS)) {
      xml.nested("AliasTarget", alias -> writeAlias(alias, first.substring(ALIAS.length())));
      return;
    }
    xml.element("TTL", recordSet.ttl().toSeconds())
        .nested(
            "ResourceRecords",
            records -> recordSet.values().forEach(value -> writeValue(records, value(value))));
  }

  private static void writeValue(Xml records, String value) {
    records.nested("ResourceRecord", xml -> xml.element("Value", value));
  }

  private static void writeAlias(Xml alias, String target) {
    alias
        .element("HostedZoneId", "Z35SXDOTRQ7X7K")
        .element("DNSName", target)
        .element("EvaluateTargetHealth", false);
  }

  private String value(String stored) {
    return recordSet.type() == RecordType.OTHER ? stored.substring(type.length() + 1) : stored;
  }
}
