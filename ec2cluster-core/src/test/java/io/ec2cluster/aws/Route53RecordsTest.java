package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

class Route53RecordsTest {
  private static final DnsName NAME = DnsName.of("primary.example.com");
  private static final Duration TTL = Duration.ofSeconds(60);

  @Test
  void whatIsWrittenIsReadBackEqual() {
    RecordSet simple = RecordSet.of(NAME.child("*"), RecordType.TXT, TTL, "\"a\"", "\"b\"");
    RecordSet weighted =
        RecordSet.of(NAME, RecordType.CNAME, TTL, "h.example.com").weighted("i", 0);

    assertThat(Route53Records.fromRoute53(Route53Records.toRoute53(simple))).contains(simple);
    assertThat(Route53Records.fromRoute53(Route53Records.toRoute53(weighted))).contains(weighted);
  }

  @Test
  void typesThatAreNotWrittenAreDescribed() {
    ResourceRecordSet mail =
        listed(set -> set.type("MX").resourceRecords(value("10 a.example.com."), value("20 b.")));

    assertOther(mail, TTL, "MX 10 a.example.com.", "MX 20 b.");
    assertOther(listed(set -> set.type("HTTPS")), TTL, "HTTPS 10.0.0.1");
  }

  @Test
  void formsThatADeleteOfOursCouldNotGiveAreDescribed() {
    assertOther(
        ResourceRecordSet.builder()
            .name("primary.example.com.")
            .type("A")
            .aliasTarget(
                target ->
                    target
                        .hostedZoneId("Z2")
                        .dnsName("lb.example.net.")
                        .evaluateTargetHealth(false))
            .build(),
        Duration.ZERO,
        "A alias of lb.example.net.");
    assertOther(
        listed(set -> set.setIdentifier("i-1").weight(10L).healthCheckId("hc-1")),
        TTL,
        "A [i-1] 10.0.0.1",
        "A [i-1] health check hc-1");
    assertOther(
        listed(set -> set.setIdentifier("eu").region("eu-west-1")),
        TTL,
        "A [eu] 10.0.0.1",
        "A [eu] latency from eu-west-1");
    assertOther(
        listed(set -> set.setIdentifier("m").multiValueAnswer(true)),
        TTL,
        "A [m] 10.0.0.1",
        "A [m] multivalue answer true");
    assertOther(
        listed(set -> set.setIdentifier("f").failover("PRIMARY")),
        TTL,
        "A [f] 10.0.0.1",
        "A [f] failover PRIMARY");
  }

  @Test
  void namesThatNothingOfOursCouldHaveAreLeftOut() {
    assertThat(Route53Records.fromRoute53(listed(set -> set.name("a\\100b.example.com."))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "example.com., example.com",
    "\\052.example.com., *.example.com",
    "_a-1.Example.com, _a-1.example.com",
    "\\141.example.com., a.example.com"
  })
  void namesAreDecoded(String written, String name) {
    assertThat(Route53Names.decoded(written)).contains(DnsName.of(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\\056b.example.com.", "a\\134b.com.", "a\\044b.com.", "a\\040b.com.", "."})
  void namesThatAreNotOursAreNotDecoded(String written) {
    assertThat(Route53Names.decoded(written)).isEmpty();
  }

  @Test
  void wildcardsAreFoundBelowTheirTop() {
    assertThat(Route53Names.isAtOrBelow("\\052.example.com.", DnsName.of("*.example.com")))
        .isTrue();
    assertThat(Route53Names.isAtOrBelow("a\\100.example.com.", DnsName.of("example.com"))).isTrue();
    assertThat(Route53Names.isAtOrBelow("xexample.com.", DnsName.of("example.com"))).isFalse();
  }

  private static void assertOther(ResourceRecordSet listed, Duration ttl, String... values) {
    assertThat(Route53Records.fromRoute53(listed))
        .contains(RecordSet.of(NAME, RecordType.OTHER, ttl, values));
  }

  private static ResourceRecordSet listed(UnaryOperator<ResourceRecordSet.Builder> special) {
    return special
        .apply(
            ResourceRecordSet.builder()
                .name("primary.example.com.")
                .type("A")
                .ttl(60L)
                .resourceRecords(value("10.0.0.1")))
        .build();
  }

  private static ResourceRecord value(String value) {
    return ResourceRecord.builder().value(value).build();
  }
}
