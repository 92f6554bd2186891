package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamedSectionsTest {
  /** Refuses both of its keys at once. */
  record Box(
      @Setting(value = "how wide", alias = "w") int width,
      @Setting("how high") int height,
      @Setting("what for") Optional<Boolean> open) {
    Box {
      List<InvalidSettingException> found = new ArrayList<>();
      if (width < 0) {
        found.add(new InvalidSettingException("width", "found less than 0, expected 0 or more"));
      }
      if (height < 0) {
        found.add(new InvalidSettingException("height", "found less than 0, expected 0 or more"));
      }
      InvalidSettingException.throwAll(found);
    }
  }

  @Test
  void sectionsKeepTheirNamesAndOrder() {
    Map<String, Box> boxes =
        NamedSections.parse(
            "b.json",
            "{\"z\": {\"w\": 1, \"height\": 2}, // last\n \"a\": {\"width\": 3, \"height\": 4}}",
            Box.class);

    assertThat(boxes)
        .containsExactly(
            Map.entry("z", new Box(1, 2, Optional.empty())),
            Map.entry("a", new Box(3, 4, Optional.empty())));
  }

  @Test
  void everyKeyThatAConstructorRefusesIsToldAtItsLine() {
    assertThatThrownBy(
            () -> NamedSections.parse("b.yaml", "a:\n  w: -1\n  height: -1\n", Box.class))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("b.yaml:2: a.width: found less than 0")
        .hasMessageContaining("b.yaml:3: a.height: found less than 0");
  }

  @Test
  void whatAConstructorRefusesUnderAnAliasIsToldBesideAWrongType() {
    assertThatThrownBy(
            () ->
                NamedSections.parse(
                    "b.yaml", "a:\n  w: -1\n  height: 1\n  open: maybe\n", Box.class))
        .hasMessageContaining("b.yaml:2: a.width: found less than 0")
        .hasMessageContaining("b.yaml:4: a.open");
  }
}
