package io.ec2cluster.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Comparators;
import com.google.common.collect.Lists;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class DnsNamePropertiesTest {
  @Property(tries = 100)
  void labelsOfLettersAreLabels(@ForAll @AlphaChars @StringLength(min = 1, max = 63) String text) {
    assertThat(DnsName.of(text + ".example").labels()).hasSize(2);
  }

  @Property
  void namesAreOrderedByTheirLabelsFromTheLast(
      @ForAll("names") String one, @ForAll("names") String other) {
    int expected =
        Comparators.lexicographical(Comparator.<String>naturalOrder())
            .compare(fromTheLast(one), fromTheLast(other));

    int order = DnsName.of(one).compareTo(DnsName.of(other));

    assertThat(Integer.signum(order)).isEqualTo(Integer.signum(expected));
  }

  private static List<String> fromTheLast(String name) {
    return Lists.reverse(DnsName.of(name).labels());
  }

  /** Of few letters, so that some share labels, and one label is the beginning of another. */
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withChars('a', 'b', '0', '_')
        .ofMinLength(1)
        .ofMaxLength(2)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(labels -> String.join(".", labels));
  }
}
