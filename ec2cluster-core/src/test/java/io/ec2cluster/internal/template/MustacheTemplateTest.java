package io.ec2cluster.internal.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.Template;
import io.ec2cluster.config.TemplateSyntax;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MustacheTemplateTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "cluster", "maindb",
          "placement/region", "eu-west-1",
          "tags/instance/a.b", "x",
          "injected", "<&\"'{{cluster}}\n%(cluster)s",
          "empty", "");

  @ParameterizedTest
  @CsvSource({
    "primary.{{cluster}}.example.com, primary.maindb.example.com",
    "{{placement/region}}-{{ cluster }}, eu-west-1-maindb",
    "{{tags/instance/a.b}}, x",
    "{{{cluster}}}|{{&cluster}}, maindb|maindb",
    "a{{! comment }}b, ab",
    "{{=<% %>=}}<%cluster%>{{, maindb{{",
    "[{{empty}}], []",
    "a}}b {x} $1 \\, a}}b {x} $1 \\",
  })
  void variablesAreReplacedWhateverTheirNames(String text, String filled) {
    assertThat(render(text)).isEqualTo(filled);
  }

  @Test
  void valuesGoInAsTheyAre() {
    assertThat(render("[{{injected}}]")).isEqualTo("[<&\"'{{cluster}}\n%(cluster)s]");
  }

  @Test
  void linesStayAsTheyAre() {
    assertThat(render("a\n  {{cluster}}  \n\r\n{{cluster}}\r\n\r\uE000\n"))
        .isEqualTo("a\n  maindb  \n\r\nmaindb\r\n\r\uE000\n");
  }

  @Test
  void anUnknownVariableIsAnErrorThatListsTheKnownOnes() {
    assertThatThrownBy(() -> render("a\n{{clustr}}"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "template at c.yaml:3, line 2: no variable 'clustr': known are cluster, empty, injected,"
                + " placement/region, tags/instance/a.b; did you mean 'cluster'?");
    assertThatThrownBy(
            () -> Templates.render(Template.of("{{x}}"), TemplateSyntax.MUSTACHE, Map.of()))
        .hasMessageContaining("no variable 'x': there are none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{>/etc/passwd}}",
        "{{>*cluster}}",
        "{{#cluster}}x{{/cluster}}",
        "{{^cluster}}x{{/cluster}}",
        "{{<p}}{{/p}}",
        "{{$p}}x{{/p}}",
        "{{%IMPLICIT-ITERATOR}}",
        "{{cluster",
        "{{cluster}",
        "{{}}",
        "{{ }}",
        "{{.}}",
        "{{/cluster}}",
        "{{{cluster}}",
        "{{#cluster}}",
        "{{*p}}",
        "{{+p}}",
        "{{=x}}",
        "{{=}}",
        "{{=a b c=}}",
        "{{&}}",
        "{{{}}}"
      })
  void whatIsNoVariableIsRefusedWithItsLine(String text) {
    assertThatThrownBy(() -> render("\n" + text))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("template at c.yaml:3, line 2: ");
  }

  @Property(tries = 500)
  void literalTextIsNeverChanged(
      @ForAll @StringLength(max = 20) String before, @ForAll @StringLength(max = 20) String after) {
    String prefix = before.replace("{", "(");
    String suffix = after.replace("{", "(");

    assertThat(render(prefix + "{{cluster}}" + suffix)).isEqualTo(prefix + "maindb" + suffix);
  }

  @Property(tries = 1000)
  void anyTextIsFilledOrRefused(
      @ForAll
          @StringLength(max = 12)
          @Chars({
            '{', '}', '!', '#', '=', '>', '*', '&', ' ', 'a', '\n', '/', '^', '<', '$', '%', '+',
            '`', '@'
          })
          String text) {
    try {
      render(text);
    } catch (UsageException refused) {
      assertThat(refused).hasMessageStartingWith("template at c.yaml:3");
    }
  }

  @Property(tries = 200)
  void anyValueGoesInUnchanged(
      @ForAll @AlphaChars @StringLength(min = 1, max = 9) String name, @ForAll String value) {
    String filled =
        Templates.render(
            new Template("a{{" + name + "}}b", "x"), TemplateSyntax.MUSTACHE, Map.of(name, value));

    assertThat(filled).isEqualTo("a" + value + "b");
  }

  private static String render(String text) {
    return Templates.render(new Template(text, "c.yaml:3"), TemplateSyntax.MUSTACHE, VARIABLES);
  }
}
