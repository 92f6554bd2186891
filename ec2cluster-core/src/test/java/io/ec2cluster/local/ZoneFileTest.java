package io.ec2cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.internal.dns.ZoneContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;
import org.xbill.DNS.Zone;

class ZoneFileTest {
  private static final DnsName ZONE = DnsName.of("example.com");
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final DnsName POOL = DnsName.of("replica.db.example.com");
  private static final ZoneFile FILE =
      ZoneFile.empty(ZONE)
          .next(
              ZoneContents.of(
                  ZONE,
                  List.of(
                      cname("primary.db.example.com", "host1.example.net"),
                      RecordSet.of(
                          DnsName.of("_ec2cluster.primary.db.example.com"),
                          RecordType.TXT,
                          TTL,
                          "\"v=1; a=\\\"b\\\"\" \"\\052\""),
                      cname("replica.db.example.com", "host2.example.net").weighted("i-2", 10),
                      cname("replica.db.example.com", "host3.example.net").weighted("i 3;", 20),
                      RecordSet.of(
                          DnsName.of("_db._tcp.example.com"),
                          RecordType.SRV,
                          TTL,
                          "0 5 5432 host1.example.net",
                          "0 5 5432 host2.example.net"))));

  @Test
  void isAMasterFileWithOneRecordOnALine() {
    assertThat(FILE.text())
        .endsWith(
            """
            $ORIGIN .
            $TTL 60
            example.com. 60 IN SOA localhost. root.localhost. 1 60 60 604800 5
            example.com. 60 IN NS localhost.
            _db._tcp.example.com. 60 IN SRV 0 5 5432 host1.example.net
            _db._tcp.example.com. 60 IN SRV 0 5 5432 host2.example.net
            primary.db.example.com. 60 IN CNAME host1.example.net
            _ec2cluster.primary.db.example.com. 60 IN TXT "v=1; a=\\"b\\"" "\\042"
            replica.db.example.com. 60 IN CNAME host3.example.net ; ec2cluster: set=i+3%3B weight=20
            ;ec2cluster: replica.db.example.com. 60 IN CNAME host2.example.net ; ec2cluster: set=i-2 weight=10
            ; ec2cluster: end of zone
            """);
  }

  @Test
  void isReadBackAsItWasWritten() {
    ZoneFile read = ZoneFileReader.read(ZONE, "zone", FILE.text());

    assertThat(read.contents().all()).isEqualTo(FILE.contents().all());
    assertThat(read.serial()).isEqualTo(FILE.serial());
  }

  @Test
  void everyChangeHasAGreaterSerial() {
    ZoneFile next = FILE.next(ZoneContents.empty(ZONE));

    assertThat(next.serial()).isEqualTo(2);
    assertThat(next.text()).contains("SOA localhost. root.localhost. 2 ");
  }

  @Test
  void serialsGoRoundBehindTheGreatest() {
    assertThat(new ZoneFile(FILE.contents(), 0xffff_ffffL).next(FILE.contents()).serial())
        .isEqualTo(1);
  }

  @Test
  void aNameServerAnswersWithTheHeaviestOfSeveralCnames(@TempDir Path directory)
      throws IOException {
    Zone zone = load(directory);

    assertThat(zone.findRecords(Name.fromString(POOL.absolute()), Type.CNAME).getCNAME())
        .extracting(CNAMERecord::getTarget)
        .hasToString("host3.example.net.");
  }

  @Test
  void aNameServerAnswersWithSeveralAddressesButNotWithThoseOfWeightZero(@TempDir Path directory)
      throws IOException {
    RecordSet none = RecordSet.of(POOL, RecordType.A, TTL, "10.0.0.3").weighted("i-3", 0);
    ZoneFile file =
        FILE.next(
            ZoneContents.of(
                ZONE,
                List.of(
                    RecordSet.of(POOL, RecordType.A, TTL, "10.0.0.1").weighted("i-1", 1),
                    RecordSet.of(POOL, RecordType.A, TTL, "10.0.0.2").weighted("i-2", 255),
                    none)));

    Zone zone = load(directory, file);

    assertThat(zone.findExactMatch(Name.fromString(POOL.absolute()), Type.A).rrs())
        .extracting(record -> record.rdataToString())
        .containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
    assertThat(ZoneFileReader.read(ZONE, "zone", file.text()).contents().all()).contains(none);
  }

  @Test
  void whereNoSetHasAWeightAllAreServed() {
    RecordSet one = RecordSet.of(POOL, RecordType.A, TTL, "10.0.0.1").weighted("i-1", 0);
    RecordSet two = RecordSet.of(POOL, RecordType.A, TTL, "10.0.0.2").weighted("i-2", 0);

    assertThat(ServedSets.of(List.of(one, two))).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void aTextKeepsItsOctets(@TempDir Path directory) throws IOException {
    Zone zone = load(directory);

    assertThat(
            zone.findExactMatch(Name.fromString("_ec2cluster.primary.db.example.com."), Type.TXT)
                .first()
                .rdataToString())
        .isEqualTo("\"v=1; a=\\\"b\\\"\" \"*\"");
  }

  @Test
  void aFileCutShortAnywhereIsDamaged() {
    String text = FILE.text();

    for (int length = 0; length < text.length() - 1; length++) {
      String cut = text.substring(0, length);

      assertThatThrownBy(() -> ZoneFileReader.read(ZONE, "a.zone", cut))
          .as("cut at %d", length)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("a.zone:");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a.example.com. 60 IN A 10.0.0.256          | 10.0.0.256
          a.example.com. 60 IN A                     | ends where a value should stand
          a.example.com. 60 IN                       | ends where a type should stand
          a.example.com. sixty IN A 10.0.0.1         | 'sixty' stands where a TTL in seconds should
          a.example.com. -1 IN A 10.0.0.1            | is not a TTL
          a.example.com. 60 CH A 10.0.0.1            | 'CH' stands where the class IN should
          a.example.com. 60 IN MX 10 b.example.com.  | type 'MX' is none of
          a.example.com. 60 IN OTHER x               | type 'OTHER' is none of
          a 60 IN A 10.0.0.1                         | name 'a' should end in a dot
          a.example.net. 60 IN A 10.0.0.1            | not permitted in zone example.com.
          a_!.example.com. 60 IN A 10.0.0.1          | is not a domain name
          a.example.com. 60 IN TXT "open             | quotation mark
          a.example.com. 60 IN TXT "\\400"           | three decimal digits
          a.example.com. 60 IN TXT "caf\u00e9"       | outside ASCII
          a.example.com. 60 IN TXT bare              | enclosed in quotation marks
          a.example.com. 60 IN A 10.0.0.1 ; ec2cluster: set=i-1            | ends where weight= should stand
          a.example.com. 60 IN A 10.0.0.1 ; ec2cluster: weight=1 set=i-1   | 'weight=1' stands where 'set=…' should
          a.example.com. 60 IN A 10.0.0.1 ; ec2cluster: set=i-1 weight=256 | 256 is not a weight
          a.example.com. 60 IN A 10.0.0.1 ; ec2cluster: set=%zz weight=1   | %
          example.com. 60 IN SOA localhost. root.localhost. 9 60 60 60 60 | a second SOA
          b.example.com. 60 IN NS localhost.         | NS of b.example.com. in the file of zone
          primary.db.example.com. 61 IN CNAME host2.example.net | TTL and weight differ from those in line
          primary.db.example.com. 60 IN CNAME host2.example.net | has several values
          $INCLUDE /etc/passwd                       | '$INCLUDE /etc/passwd' stands where
          """)
  void aDamagedLineIsReportedWithItsNumber(String line, String message) {
    String damaged = FILE.text().replace(ZoneFile.END, line + "\n" + ZoneFile.END);

    assertThatThrownBy(() -> ZoneFileReader.read(ZONE, "/dir/a.zone", damaged))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageMatching("(?s)/dir/a\\.zone:\\d+: damaged zone file: .*")
        .hasMessageContaining(message);
  }

  @Test
  void theFileOfAnotherZoneIsNoEmptyZone() {
    assertThatThrownBy(() -> ZoneFileReader.read(DnsName.of("example.net"), "z", FILE.text()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("z:5: ")
        .hasMessageContaining("SOA of example.com. in the file of zone example.net.");
  }

  @Test
  void whatAPersonAddsInTheSameFormIsRead() {
    String text =
        FILE.text()
            .replace(
                ZoneFile.END,
                "; by hand\n\nhost9.example.com.\t300  IN   A\t10.0.0.9 ; mine\n" + ZoneFile.END);

    assertThat(ZoneFileReader.read(ZONE, "z", text).contents().all())
        .contains(
            RecordSet.of(
                DnsName.of("host9.example.com"), RecordType.A, Duration.ofMinutes(5), "10.0.0.9"));
  }

  private static Zone load(Path directory) throws IOException {
    return load(directory, FILE);
  }

  private static Zone load(Path directory, ZoneFile zone) throws IOException {
    Path file = Files.writeString(directory.resolve("example.com.zone"), zone.text());
    return new Zone(Name.fromString("example.com."), file.toString());
  }

  private static RecordSet cname(String name, String target) {
    return RecordSet.of(DnsName.of(name), RecordType.CNAME, TTL, target);
  }
}
