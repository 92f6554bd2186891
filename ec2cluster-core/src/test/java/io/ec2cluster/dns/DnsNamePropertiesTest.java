package io.ec2cluster.dns;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class DnsNamePropertiesTest {
  @Property(tries = 100)
  void labelsOfLettersAreLabels(@ForAll @AlphaChars @StringLength(min = 1, max = 63) String text) {
    assertThat(DnsName.of(text + ".example").labels()).hasSize(2);
  }
}
