package io.ec2cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.config.DataSize;
import io.ec2cluster.config.Fraction;
import io.ec2cluster.config.Secret;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.json.JsonTree;
import io.ec2cluster.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  enum Kind {
    LOCAL_HOSTNAME
  }

  record Step(String name, Duration elapsedMillis, Optional<String> detail) {}

  record Result(
      Role role,
      Kind kind,
      OptionalLong epoch,
      Optional<Integer> none,
      boolean dryRun,
      Duration timeout,
      Instant at,
      Path file,
      DnsName dnsName,
      DataSize size,
      Fraction quorum,
      Secret password,
      List<Step> steps,
      List<String> notes,
      Map<String, Integer> counts) {}

  @Test
  void recordsAreWrittenInTheOrderOfTheirComponents() {
    Result result =
        new Result(
            Role.PRIMARY,
            Kind.LOCAL_HOSTNAME,
            OptionalLong.of(Long.MAX_VALUE),
            Optional.empty(),
            false,
            Duration.ofSeconds(90),
            Instant.ofEpochSecond(0),
            Path.of("/data"),
            DnsName.of("db.example.com"),
            DataSize.parse("16MiB"),
            Fraction.of(2, 3),
            Secret.of("hunter2"),
            List.of(new Step("a \"b\"\n", Duration.ofMillis(1500), Optional.of("x"))),
            List.of(),
            Map.of("b", 2, "a", 1, "c", 3));

    assertThat(JsonText.of(result))
        .isEqualTo(
            """
            {
              "role" : "primary",
              "kind" : "local-hostname",
              "epoch" : 9223372036854775807,
              "none" : null,
              "dryRun" : false,
              "timeout" : "PT1M30S",
              "at" : "1970-01-01T00:00:00Z",
              "file" : "/data",
              "dnsName" : "db.example.com",
              "size" : "16MiB",
              "quorum" : "2/3",
              "password" : "(hidden)",
              "steps" : [
                {
                  "name" : "a \\"b\\"\\n",
                  "elapsedMillis" : 1500,
                  "detail" : "x"
                }
              ],
              "notes" : [ ],
              "counts" : {
                "a" : 1,
                "b" : 2,
                "c" : 3
              }
            }
            """);
  }

  @Test
  void whatHasNoExactFormIsRefusedByName() {
    record Half(double share) {}
    record Odd(Object thing) {}

    assertThatThrownBy(() -> JsonText.of(new Half(0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'share'");
    assertThatThrownBy(() -> JsonText.of(new Odd(new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'thing'");
  }

  @Property(tries = 300)
  void anyTextIsReadBackAsItWas(@ForAll String text) {
    JsonTree tree = JsonTree.parse(JsonText.of(new Step(text, Duration.ZERO, Optional.of(text))));

    assertThat(tree.find("name")).contains(new JsonTree.Text(text));
    assertThat(tree.find("detail")).contains(new JsonTree.Text(text));
  }
}
