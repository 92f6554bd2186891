package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class ConfWordsTest {
  @Property
  void quotedWordIsReadBack(@ForAll @StringLength(min = 1) String word) {
    assertThat(ConfWords.split("x " + ConfWords.quoted(word))).isEqualTo(List.of("x", word));
  }
}
