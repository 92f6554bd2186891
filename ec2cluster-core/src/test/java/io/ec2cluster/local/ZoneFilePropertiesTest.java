package io.ec2cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.internal.dns.BatchResult;
import io.ec2cluster.internal.dns.ZoneContents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Zone;

class ZoneFilePropertiesTest {
  private static final DnsName ZONE = DnsName.of("example.com");

  @Property(tries = 300)
  void whatIsWrittenIsReadBack(@ForAll("contents") ZoneContents contents) {
    ZoneFile file = ZoneFile.empty(ZONE).next(contents);

    ZoneFile read = ZoneFileReader.read(ZONE, "zone", file.text());

    assertThat(read.contents().all()).isEqualTo(contents.all());
    assertThat(read.text()).isEqualTo(file.text());
  }

  @Property(tries = 300)
  void aNameServerLoadsItAndAnswersTheSame(@ForAll("contents") ZoneContents contents)
      throws IOException {
    byte[] text = ZoneFile.empty(ZONE).next(contents).text().getBytes(StandardCharsets.ISO_8859_1);
    List<Record> records = new ArrayList<>();
    try (Master master = new Master(new ByteArrayInputStream(text), Name.root)) {
      for (Record next = master.nextRecord(); next != null; next = master.nextRecord()) {
        records.add(next);
      }
    }
    Zone zone = new Zone(Name.fromString("example.com."), records.toArray(Record[]::new));

    Set<RecordSet> served = ServedSets.of(contents.all());
    for (RecordSet set : served) {
      assertThat(answers(zone, set))
          .containsAll(set.values().stream().map(v -> shown(set, v)).toList());
    }
    assertThat(records).hasSize(2 + served.stream().mapToInt(set -> set.values().size()).sum());
  }

  private static List<String> answers(Zone zone, RecordSet set) throws IOException {
    RRset answer =
        zone.findExactMatch(Name.fromString(set.name().absolute()), Type.value(set.type().name()));
    assertThat(answer).as("answer for %s", set).isNotNull();
    return answer.rrs().stream().map(ZoneFilePropertiesTest::shown).toList();
  }

  private static String shown(Record record) {
    return record instanceof TXTRecord text
        ? text.getStringsAsByteArrays().stream()
            .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
            .collect(Collectors.joining("|"))
        : record.rdataToString();
  }

  private static String shown(RecordSet set, String value) {
    return switch (set.type()) {
      case TXT -> octets(value);
      case CNAME, SRV -> value.endsWith(".") ? value : value + ".";
      default -> value;
    };
  }

  /** The octets that Route 53 documents for a TXT value: octal escapes inside quotation marks. */
  private static String octets(String value) {
    Matcher strings = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(value);
    Pattern escape = Pattern.compile("\\\\([0-7]{3}|.)");
    return strings
        .results()
        .map(string -> escape.matcher(string.group(1)).replaceAll(ZoneFilePropertiesTest::octet))
        .collect(Collectors.joining("|"));
  }

  private static String octet(MatchResult escape) {
    String escaped = escape.group(1);
    return Matcher.quoteReplacement(
        escaped.length() == 3 ? String.valueOf((char) Integer.parseInt(escaped, 8)) : escaped);
  }

  @Provide
  Arbitrary<ZoneContents> contents() {
    return recordSets().list().ofMaxSize(12).map(ZoneFilePropertiesTest::applied);
  }

  /** What a zone would hold of them. */
  private static ZoneContents applied(List<RecordSet> sets) {
    ZoneContents contents = ZoneContents.empty(ZONE);
    for (RecordSet set : sets) {
      BatchResult result = contents.apply(ChangeBatch.commented("given").create(set).build());
      contents = result instanceof BatchResult.Applied applied ? applied.contents() : contents;
    }
    return contents;
  }

  private static Arbitrary<RecordSet> recordSets() {
    Arbitrary<RecordSet> simple =
        Arbitraries.of(
                RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.SRV, RecordType.TXT)
            .flatMap(ZoneFilePropertiesTest::ofType);
    return Combinators.combine(
            simple,
            Arbitraries.strings().ofMaxLength(8),
            Arbitraries.integers().between(0, 255),
            Arbitraries.integers().between(0, 2))
        .as(
            (set, identifier, weight, kind) ->
                kind > 0 && !identifier.isBlank() && isText(identifier)
                    ? set.weighted(identifier, weight)
                    : set);
  }

  /** Half a surrogate pair is no text in any encoding. */
  private static boolean isText(String identifier) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(identifier);
  }

  private static Arbitrary<RecordSet> ofType(RecordType type) {
    Arbitrary<List<String>> values =
        values(type).list().ofMinSize(1).ofMaxSize(type == RecordType.CNAME ? 1 : 3);
    return Combinators.combine(
            Arbitraries.of("a", "b", "_x.a", "*.a", "c-1").map(label -> ZONE.child(label)),
            Arbitraries.of(0L, 60L, (long) Integer.MAX_VALUE),
            values)
        .as(
            (name, ttl, texts) ->
                new RecordSet(name, type, Duration.ofSeconds(ttl), texts, Optional.empty()));
  }

  private static Arbitrary<String> values(RecordType type) {
    Arbitrary<Integer> octet = Arbitraries.integers().between(0, 255);
    Arbitrary<String> host =
        Arbitraries.of("localhost", "a.example.com", "host1.example.net.", "_x.a.example.com");
    return switch (type) {
      case A -> octet.map(last -> "10.0.0." + last);
      case AAAA -> octet.map(last -> "2001:db8:0:0:0:0:0:" + Integer.toHexString(last));
      case CNAME -> host;
      case SRV -> Combinators.combine(octet, host).as((port, to) -> "0 5 " + port + " " + to);
      default -> strings().list().ofMinSize(1).ofMaxSize(3).map(texts -> String.join(" ", texts));
    };
  }

  private static Arbitrary<String> strings() {
    Arbitrary<String> plain =
        Arbitraries.chars()
            .range(' ', '~')
            .map(c -> c == '"' || c == '\\' ? "\\" + c : String.valueOf(c));
    Arbitrary<String> octal =
        Arbitraries.integers().between(0, 255).map(octet -> String.format("\\%03o", octet));
    return Arbitraries.oneOf(plain, octal)
        .list()
        .ofMaxSize(255)
        .map(octets -> "\"" + String.join("", octets) + "\"");
  }
}
