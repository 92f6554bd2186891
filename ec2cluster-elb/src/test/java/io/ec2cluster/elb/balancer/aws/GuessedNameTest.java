package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.ec2cluster.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuessedNameTest {
  private static final List<String> DOMAINS = List.of("example.com", "Example.org.");

  @ParameterizedTest
  @CsvSource({
    "i-1.web.example.com, web-example-com",
    "web.example.com, web-example-com",
    "a.b.c.web.example.com, web-example-com",
    "I-1.Web.Example.COM., web-example-com",
    "i-1.api.example.org, api-example-org"
  })
  void lastThreeLabelsAreTheName(String host, String name) {
    assertThat(GuessedName.of(host, DOMAINS)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "badexample.com",
        "web.badexample.com",
        "example.com",
        "web.example.com.evil.net",
        "web",
        "",
        ".",
        ".example.com",
        "ip-10-0-0-1.eu-west-1.compute.internal"
      })
  void hostOutsideTheDomainsTellsNone(String host) {
    assertThatThrownBy(() -> GuessedName.of(host, DOMAINS))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'" + host + "'")
        .hasMessageContaining("example.com, Example.org.");
  }

  @Test
  void withoutDomainsNothingIsGuessed() {
    assertThatThrownBy(() -> GuessedName.of("i-1.web.example.com", List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("which are none");
    assertThatThrownBy(() -> GuessedName.of("i-1.web.example.com", List.of("", ".")))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void tagsAreMadeOfTheLabelBeforeTheDomain() {
    assertThat(GuessedName.variables("i-1.web.Example.com.", List.of("com", "example.com")))
        .containsOnly(entry("domain", "example.com"), entry("host-label", "web"));
    assertThat(GuessedName.variables("web.badexample.com", List.of("example.com"))).isEmpty();
  }
}
