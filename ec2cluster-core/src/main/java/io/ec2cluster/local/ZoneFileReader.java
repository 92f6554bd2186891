package io.ec2cluster.local;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.dns.Weighted;
import io.ec2cluster.internal.dns.BatchResult;
import io.ec2cluster.internal.dns.ZoneContents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads what {@link ZoneFile} writes, and what a person changed in it within the same form: one
 * record on a line, absolute owner names, every field given. All else is damage, reported with file
 * and line. Reads one file; not thread-safe.
 */
final class ZoneFileReader {
  private final DnsName zone;
  private final String source;
  private final Map<RecordSet.Key, List<ZoneLine>> lines = new LinkedHashMap<>();
  private final Map<RecordSet.Key, Integer> lineNumbers = new LinkedHashMap<>();
  private OptionalLong serial = OptionalLong.empty();
  private boolean origin;
  private boolean complete;
  private int lineNumber;

  private ZoneFileReader(DnsName zone, String source) {
    this.zone = zone;
    this.source = source;
  }

  /**
   * Reads a file's text.
   *
   * @param source the file, for errors
   * @throws EnvironmentException if it is not a whole zone file of that zone
   */
  static ZoneFile read(DnsName zone, String source, String text) {
    return new ZoneFileReader(zone, source).read(text);
  }

  private ZoneFile read(String text) {
    text.lines()
        .forEach(
            line -> {
              lineNumber++;
              readLine(line);
            });
    if (!complete) {
      throw damaged("the file ends without '" + ZoneFile.END + "': it was cut short");
    }
    if (serial.isEmpty()) {
      throw damaged("the file has no SOA record of zone " + zone.absolute());
    }
    List<RecordSet> sets = new ArrayList<>();
    lines.forEach((key, records) -> sets.add(recordSet(key, records)));
    return new ZoneFile(ZoneContents.of(zone, sets), serial.getAsLong());
  }

  private void readLine(String line) {
    if (line.isBlank()) {
      return;
    }
    if (complete) {
      throw damaged("'" + line + "' follows the end of the zone");
    }
    if (line.equals(ZoneFile.END)) {
      complete = true;
    } else if (line.startsWith(ZoneFile.UNSERVED)) {
      readRecord(line.substring(ZoneFile.UNSERVED.length()));
    } else if (line.startsWith("$")) {
      readDirective(line);
    } else if (!line.startsWith(";")) {
      readRecord(line);
    }
  }

  private void readDirective(String line) {
    if (line.equals(ZoneFile.ORIGIN)) {
      origin = true;
    } else if (!line.startsWith(ZoneFile.TTL)) {
      throw damaged("'" + line + "' stands where '" + ZoneFile.ORIGIN + "' or a record should");
    }
  }

  private void readRecord(String line) {
    if (!origin) {
      throw damaged("a record stands before '" + ZoneFile.ORIGIN + "'");
    }
    ZoneLine record = parsed(line);
    switch (record.type()) {
      case "SOA" -> readStartOfAuthority(record);
      case "NS" -> requireApex(record);
      default -> add(record);
    }
  }

  private ZoneLine parsed(String line) {
    try {
      return ZoneLine.parse(line);
    } catch (IllegalArgumentException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    }
  }

  private void readStartOfAuthority(ZoneLine record) {
    requireApex(record);
    if (serial.isPresent()) {
      throw damaged("a second SOA record");
    }
    String[] fields = record.value().split(" +", -1);
    try {
      serial = OptionalLong.of(Long.parseLong(fields[2]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw damaged("SOA '" + record.value() + "' has no serial as its third field", e);
    }
  }

  private void requireApex(ZoneLine record) {
    if (!record.name().equals(zone)) {
      throw damaged(
          record.type()
              + " of "
              + record.name().absolute()
              + " in the file of zone "
              + zone.absolute());
    }
  }

  private void add(ZoneLine record) {
    RecordSet.Key key =
        new RecordSet.Key(
            record.name(),
            type(record.type()),
            record.weighted().map(Weighted::setIdentifier).orElse(""));
    List<ZoneLine> records = lines.computeIfAbsent(key, absent -> new ArrayList<>());
    lineNumbers.putIfAbsent(key, lineNumber);
    records.add(record);
    ZoneLine first = records.get(0);
    if (first.ttl() != record.ttl() || !first.weighted().equals(record.weighted())) {
      throw damaged("TTL and weight differ from those in line " + lineNumbers.get(key));
    }
  }

  private RecordType type(String name) {
    return switch (name) {
      case "A", "AAAA", "CNAME", "SRV", "TXT" -> RecordType.valueOf(name);
      default -> throw damaged("type '" + name + "' is none of SOA, NS, A, AAAA, CNAME, SRV, TXT");
    };
  }

  private RecordSet recordSet(RecordSet.Key key, List<ZoneLine> records) {
    lineNumber = lineNumbers.getOrDefault(key, 0);
    ZoneLine first = records.get(0);
    try {
      RecordSet set =
          new RecordSet(
              key.name(),
              key.type(),
              Duration.ofSeconds(first.ttl()),
              records.stream().map(ZoneLine::value).toList(),
              first.weighted());
      return valid(set);
    } catch (IllegalArgumentException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    }
  }

  /** What no change batch could have put into the zone is damage. */
  private RecordSet valid(RecordSet set) {
    BatchResult result =
        ZoneContents.empty(zone).apply(ChangeBatch.commented("read").create(set).build());
    if (result instanceof BatchResult.Refused refused) {
      throw damaged(String.join("; ", refused.refusal().messages()));
    }
    return set;
  }

  private EnvironmentException damaged(String what) {
    return new EnvironmentException(message(what));
  }

  private EnvironmentException damaged(String what, Exception cause) {
    return new EnvironmentException(message(what), cause);
  }

  private String message(String what) {
    return source
        + ":"
        + Math.max(lineNumber, 1)
        + ": damaged zone file: "
        + what
        + ". Nothing was read from it; correct the line, or put a copy back";
  }
}
