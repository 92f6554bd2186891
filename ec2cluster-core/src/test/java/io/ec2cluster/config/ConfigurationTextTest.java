package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ConfigurationTextTest {
  record Engine(
      @Setting("text") List<String> texts,
      @Setting("all") Map<String, String> environment,
      @Setting(value = "number", defaultValue = "0") long number,
      @Setting(value = "truth", defaultValue = "false") boolean truth) {}

  private static final ConfigurationScope SCOPE =
      ConfigurationScope.of(Map.of(), Map.of("db", Engine.class));

  @Test
  void commentsStandBeforeTheValues() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("engine", "db");
    values.put("db", Map.of("texts", List.of("a", "b: c")));

    assertThat(ConfigurationText.yaml(List.of("one", "", "a\nb\u2028c"), values))
        .isEqualTo(
            """
            # one
            #
            # a\\nb\\u2028c
            engine: "db"
            db:
              texts:
                - "a"
                - "b: c"
            """);
  }

  @Property(tries = 1000)
  void whatIsWrittenIsReadAgain(
      @ForAll("texts") List<String> texts,
      @ForAll("texts") List<String> comments,
      @ForAll long number,
      @ForAll boolean truth) {
    Map<String, Object> section =
        Map.of(
            "texts",
            texts,
            "environment",
            texts.isEmpty() ? Map.of() : Map.of("k", texts.get(0)),
            "number",
            number,
            "truth",
            truth);

    String yaml = ConfigurationText.yaml(comments, Map.of("db", section));

    Engine read = Configuration.parse("c.yaml", yaml, SCOPE).section("db", Engine.class);
    assertThat(read.texts()).isEqualTo(texts);
    assertThat(read.environment().values()).isSubsetOf(texts);
    assertThat(read.number()).isEqualTo(number);
    assertThat(read.truth()).isEqualTo(truth);
  }

  @Test
  void otherTypesAreRefused() {
    assertThatThrownBy(() -> ConfigurationText.yaml(List.of(), Map.of("a", 1.5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.strings()
        .withChars("ab${}:#-'\"\\\n\r\t é%&*!|>[],?@`~=")
        .withCharRange('\u0001', ' ')
        .withCharRange('\u007f', '\u00a0')
        .withCharRange('\u2020', '\u2030')
        .ofMaxLength(200)
        .list()
        .ofMaxSize(4);
  }
}
