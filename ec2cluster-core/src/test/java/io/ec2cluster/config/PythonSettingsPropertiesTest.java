package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.PythonLiteral.Dict;
import io.ec2cluster.config.PythonLiteral.None;
import io.ec2cluster.config.PythonLiteral.Real;
import io.ec2cluster.config.PythonLiteral.Sequence;
import io.ec2cluster.config.PythonLiteral.Text;
import io.ec2cluster.config.PythonLiteral.Truth;
import io.ec2cluster.config.PythonLiteral.Whole;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class PythonSettingsPropertiesTest {
  @Property(tries = 1000)
  void writtenLiteralsAreReadAgain(@ForAll("literals") PythonLiteral literal) {
    String source = "# first\nA = " + written(literal) + "\nB = A";

    PythonSettings settings = PythonSettings.parse("s.py", source);

    assertThat(settings.assignments())
        .extracting(PythonSettings.Assignment::value)
        .containsExactly(literal, literal);
  }

  @Property(tries = 500)
  void percentOfATextPutsItWhereItBelongs(
      @ForAll("strings") String before, @ForAll("strings") String value) {
    String format = quoted(before.replace("%", "%%") + "|%s");

    PythonSettings settings =
        PythonSettings.parse("s.py", "V = " + quoted(value) + "\nA = " + format + " % V");

    assertThat(settings.assignments().get(1).value()).isEqualTo(new Text(before + "|" + value));
  }

  @Property(tries = 3000)
  void anyTextIsReadOrRefusedWithPlaces(@ForAll("sources") String source) {
    try {
      PythonSettings.parse("s.py", source);
    } catch (ConfigurationException refused) {
      int lines =
          (int)
                  source
                      .replace("\r\n", "\n")
                      .replace('\r', '\n')
                      .chars()
                      .filter(c -> c == '\n')
                      .count()
              + 1;
      assertThat(refused.problems()).isNotEmpty();
      assertThat(refused.problems())
          .allSatisfy(
              problem -> {
                assertThat(problem.origin()).matches("s\\.py(:[0-9]+:[0-9]+)?");
                assertThat(line(problem.origin())).isBetween(0, lines);
                assertThat(problem.expected()).isNotBlank();
              });
      assertThat(refused).message().hasLineCount(1 + refused.problems().size());
    }
  }

  private static int line(String origin) {
    List<String> parts = List.of(origin.split(":", -1));
    return parts.size() == 1 ? 0 : Integer.parseInt(parts.get(1));
  }

  @Provide
  Arbitrary<PythonLiteral> literals() {
    return nested(nested(nested(leaves())));
  }

  private Arbitrary<PythonLiteral> leaves() {
    return Arbitraries.oneOf(
        strings().map(Text::new),
        Arbitraries.bigIntegers().map(Whole::new),
        Arbitraries.doubles().map(Real::new),
        Arbitraries.of(true, false).map(Truth::new),
        Arbitraries.just(new None()));
  }

  private Arbitrary<PythonLiteral> nested(Arbitrary<PythonLiteral> inner) {
    Arbitrary<List<PythonLiteral>> elements = inner.list().ofMaxSize(4);
    Arbitrary<PythonLiteral> keys = strings().map(Text::new);
    return Arbitraries.oneOf(
        inner,
        elements.map(list -> new Sequence(true, list)),
        elements.map(list -> new Sequence(false, list)),
        Arbitraries.maps(keys, inner).ofMaxSize(3).map(Dict::new));
  }

  @Provide
  Arbitrary<String> strings() {
    return Arbitraries.strings()
        .withChars("ab %'\"\\\n\r\t\0é{}$#")
        .withCharRange('\u2020', '\u2030')
        .ofMaxLength(20);
  }

  @Provide
  Arbitrary<String> sources() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "A",
            "B",
            " = ",
            "=",
            "'x'",
            "'",
            "\"\"\"",
            "u'\\u00",
            "r'",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ":",
            ",",
            "%",
            "'%s'",
            "'%(a)s'",
            "+",
            "-",
            "1",
            "0x",
            "1.5",
            "None",
            "import os",
            "os.path",
            "\n",
            "\r\n",
            "\r",
            "  ",
            "\\",
            "\\\n",
            "#",
            ";",
            "if",
            "\0",
            "é",
            "\uD83D");
    return Arbitraries.frequencyOf(
        Tuple.of(3, pieces.list().ofMaxSize(40).map(list -> String.join("", list))),
        Tuple.of(1, Arbitraries.strings().ofMaxLength(60)));
  }

  private static String written(PythonLiteral literal) {
    if (literal instanceof Text text) {
      return quoted(text.value());
    }
    if (literal instanceof Whole whole) {
      return whole.value().toString();
    }
    if (literal instanceof Real real) {
      return Double.toString(real.value());
    }
    if (literal instanceof Truth truth) {
      return truth.value() ? "True" : "False";
    }
    if (literal instanceof Sequence sequence) {
      String elements =
          sequence.elements().stream()
              .map(element -> written(element) + ",\n")
              .collect(Collectors.joining());
      return sequence.tuple() ? "(" + elements + ")" : "[" + elements + "]";
    }
    if (literal instanceof Dict dict) {
      return dict.entries().entrySet().stream()
          .map(PythonSettingsPropertiesTest::written)
          .collect(Collectors.joining(",", "{", "}"));
    }
    return "None";
  }

  private static String written(Map.Entry<PythonLiteral, PythonLiteral> entry) {
    return written(entry.getKey()) + ": " + written(entry.getValue());
  }

  private static String quoted(String text) {
    return text.chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '\'' -> "\\'";
                  case '\\' -> "\\\\";
                  case '\n' -> "\\n";
                  case '\r' -> "\\r";
                  case '\0' -> "\\x00";
                  default -> Character.toString(c);
                })
        .collect(Collectors.joining("", "'", "'"));
  }
}
