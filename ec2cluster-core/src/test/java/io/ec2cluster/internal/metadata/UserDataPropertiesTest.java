package io.ec2cluster.internal.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.UsageException;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UserDataPropertiesTest {
  /** Stands inside every value; must not come out in any note or error. */
  private static final String SECRET = "q7Zx";

  @Property(tries = 500)
  void bytesOfAnyKindAreReadOrIgnored(@ForAll byte[] bytes) {
    assertThat(told(bytes)).hasSizeLessThan(400);
    assertThat(told(Gzip.of(bytes))).hasSizeLessThan(400);
    assertThat(told(Base64.getEncoder().encode(bytes))).hasSizeLessThan(400);
  }

  @Property(tries = 1000)
  void noNoteAndNoErrorShowsContent(@ForAll("contents") String content) {
    assertThat(told(content.getBytes(UTF_8))).doesNotContain(SECRET);
    assertThat(told(Gzip.of(content.getBytes(UTF_8)))).doesNotContain(SECRET);
    assertThat(told(Base64.getMimeEncoder().encode(content.getBytes(UTF_8))))
        .doesNotContain(SECRET);
  }

  @Provide
  Arbitrary<String> contents() {
    Arbitrary<String> noise =
        Arbitraries.strings().withChars("{}[]:,\\ntu0#! \t\n\r\u0000aé\u2028").ofMaxLength(12);
    Arbitrary<String> start =
        Arbitraries.of(
            "", "{\"a\": \"", "{\"a\": [\"", "{\"a\": ", "#!/bin/sh\n", "#cloud-config\n", "[\"");
    Arbitrary<String> end = Arbitraries.of("", "\"}", "\"]}", "}", "\"]", "\n");
    return Combinators.combine(start, noise, noise, end)
        .as((first, left, right, last) -> first + left + SECRET + right + last);
  }

  private static String told(byte[] bytes) {
    try {
      return String.join("; ", UserData.of(bytes).notes());
    } catch (UsageException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
