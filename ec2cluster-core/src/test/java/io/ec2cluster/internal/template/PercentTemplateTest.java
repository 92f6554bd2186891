package io.ec2cluster.internal.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.Template;
import io.ec2cluster.config.TemplateSyntax;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentTemplateTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "a",
          "héy",
          "n",
          "42",
          "m",
          "-7",
          "x(y)",
          "nested",
          "",
          "nameless",
          "e",
          "\uD83D\uDE00",
          "injected",
          "%(a)s{{a}}%%\n'",
          "master_cname",
          "primary.example.com");

  /** The right-hand sides were printed by Python 3.11, with 42 and -7 as numbers for d. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "%(a)s,héy",
        "100%%,100%",
        "%%(a)s,%(a)s",
        "%(a)s%%%(a)s,héy%héy",
        "{{a}} {%% $1,{{a}} {% $1",
        "%(a)10s|,       héy|",
        "%(a)-10s|,héy       |",
        "%(a).1s,h",
        "%(a).s|,|",
        "%(a)05s,  héy",
        "%(a)+s,héy",
        "%(a) s,héy",
        "%(a)#s,héy",
        "%(a)ls,héy",
        "%(x(y))s,nested",
        "%()s,nameless",
        "%(a)10.1s|,         h|",
        "%(a)-+ #010.1s|,h         |",
        "%(e)c,\uD83D\uDE00",
        "%(e)3s|,  \uD83D\uDE00|",
        "%(n)s,42",
        "%(n)d,42",
        "%(n)05d,00042",
        "%(n)+d,+42",
        "%(n) d|, 42|",
        "%(n)-6d|,42    |",
        "%(n).4d,0042",
        "%(n)6.4d,  0042",
        "%(n)06.4d,000042",
        "%(n)06.2d,000042",
        "%(n)u,42",
        "%(n)i,42",
        "%(m)d,-7",
        "%(m)05d,-0007",
        "%(m).4d,-0007",
        "%(m)+05d,-0007",
        "%(m)06.2d,-00007",
        "%(n)-06d|,42    |",
        "%(n)+ d,+42",
        "%(n)#d,42"
      })
  void specifiersAreFilledAsPythonDoes(String text, String filled) {
    assertThat(render(text)).isEqualTo(filled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "host=%(master_cname) port=5432 @ found '%(master_cname) p', expected the conversion s",
        "x%s @ found '%s' without a name, expected %(name)s",
        "100% @ found a single % at the end, expected %(name)s",
        "%(a @ found %( without the closing ), expected %(name)s",
        "%(a( b) @ found %( without the closing )",
        "%(a) @ found '%(a)', which ends too early, expected the conversion s",
        "%(a)5 @ found '%(a)5', which ends too early",
        "%(a)% @ found '%(a)%', expected the conversion s",
        "% % @ found '% ' without a name",
        "%5(a)s @ found '%5' without a name",
        "%(a)q @ found '%(a)q'",
        "%(a)r @ found '%(a)r'",
        "%(a)x @ found '%(a)x'",
        "%(a)lls @ found '%(a)ll'",
        "%(a)*s @ found '%(a)*'",
        "%(a).5.5s @ found '%(a).5.'",
        "%(a)d @ found a value of 'a' that is not a whole number, expected %(name)s for text",
        "%(a)c @ found a value of 'a' that is not a single character",
        "%(a)99999s @ found '%(a)99999', expected a width and precision of at most 4 digits",
        "%(b)s @ no variable 'b': known are , a, e, injected, m, master_cname, n, x(y)",
        "%(mastercname)s @ did you mean 'master_cname'?",
      })
  void whatPythonRefusesIsRefusedWithLineAndColumn(String text, String message) {
    int column = text.indexOf('%') + 4;

    assertThatThrownBy(() -> render("ok\n€: " + text))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("template at c.yaml:3, line 2, column " + column + ": ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("héy");
  }

  @Test
  void valuesGoInAsTheyAre() {
    assertThat(render("[%(injected)s]")).isEqualTo("[%(a)s{{a}}%%\n']");
  }

  @Property(tries = 500)
  void textWithDoubledPercentSignsIsItself(@ForAll String text) {
    assertThat(render(text.replace("%", "%%"))).isEqualTo(text);
  }

  private static String render(String text) {
    return Templates.render(new Template(text, "c.yaml:3"), TemplateSyntax.PERCENT, VARIABLES);
  }
}
