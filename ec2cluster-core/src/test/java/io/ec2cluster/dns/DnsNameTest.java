package io.ec2cluster.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {
  @Test
  void namesAreNormalised() {
    assertThat(DnsName.of("Primary.Example.COM.")).isEqualTo(DnsName.of("primary.example.com"));
    assertThat(DnsName.of("a.b").absolute()).isEqualTo("a.b.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "a..b", "-a.b", "a-.b", "a b.c", "a\nb.c", "a.*.b", "*", "ä.b", "{{x}}.b"
      })
  void textsThatAreNoNamesAreRefusedAndNamed(String text) {
    assertThatThrownBy(() -> DnsName.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a domain name");
  }

  @Test
  void limitsOfLengthHold() {
    String label = "a".repeat(63);
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);

    assertThat(DnsName.of(longest).text()).hasSize(253);
    assertThatThrownBy(() -> DnsName.of(longest + "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DnsName.of("a".repeat(64) + ".b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRecordNameSortsRightBehindThePrimaryName() {
    DnsName primary = DnsName.of("primary.db.example.com");

    assertThat(primary).isLessThan(primary.child("_ec2cluster"));
    assertThat(primary.child("_ec2cluster")).isLessThan(DnsName.of("replica.db.example.com"));
    assertThat(primary.child("_ec2cluster").isAtOrBelow(primary)).isTrue();
    assertThat(DnsName.of("xprimary.db.example.com").isAtOrBelow(primary)).isFalse();
    assertThat(DnsName.of("*.b").labels()).isEqualTo(List.of("*", "b"));
  }
}
