package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfigurationPropertiesTest {
  record Engine(
      @Setting("text") List<String> texts,
      @Setting("all") Map<String, String> environment,
      @Setting(value = "size", defaultValue = "1MiB") DataSize size) {}

  private static final ConfigurationScope SCOPE =
      ConfigurationScope.of(Map.of(), Map.of("db", Engine.class));

  @Property(tries = 1500)
  void anyTextIsReadOrRefusedAsConfiguration(
      @ForAll("texts") String text, @ForAll("names") String name) {
    try {
      Configuration.parse(name, text, SCOPE);
    } catch (ConfigurationException refused) {
      assertThat(refused.problems()).isNotEmpty();
      assertThat(refused.problems())
          .allSatisfy(problem -> assertThat(problem.origin()).startsWith(name + ":"));
      assertThat(refused).message().hasLineCount(1 + refused.problems().size());
    }
  }

  @Property(tries = 500)
  void quotedTextIsReadAsItWasWritten(@ForAll("printable") String text) {
    String escaped = text.replace("${", "$${");
    String json = "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(escaped)) + "\"";
    String single = "'" + escaped.replace("'", "''") + "'";

    for (String document :
        List.of(
            "{\"db\": {\"texts\": [" + json + "]}}",
            "db:\n  texts:\n    - " + json,
            "db: {texts: [" + single + "]}")) {
      assertThat(Configuration.parse("c.yaml", document, SCOPE).section("db", Engine.class).texts())
          .as(document)
          .containsExactly(text);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "db:",
            "cluster:",
            "\n",
            "\n  ",
            " ",
            "texts:",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            ": ",
            "\"",
            "'",
            "&a",
            "*a",
            "!t",
            "!!binary",
            "<<",
            "#",
            "//",
            "/*",
            "*/",
            "|",
            ">",
            "?",
            "%",
            "@",
            "---",
            "...",
            "${X}",
            "$${",
            "null",
            "~",
            "1",
            "0x1",
            "true",
            "\t",
            "\u0001",
            "\uFEFF",
            "\uD800",
            "é",
            "size",
            "dns",
            "weight",
            "\\",
            "\\u00",
            "e");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(14).map(parts -> String.join("", parts)),
        Arbitraries.strings().ofMaxLength(30));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("c.yaml", "c.json");
  }

  @Provide
  Arbitrary<String> printable() {
    return Arbitraries.strings().withCharRange(' ', '~').withChars('é', 'ß', '漢').ofMaxLength(20);
  }
}
