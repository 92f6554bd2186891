package io.ec2cluster.internal.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UserDataTest {
  private static final byte[] OBJECT =
      "{\"cluster\": \"maindb\", \"size\": 3, \"ratio\": 0.50, \"fast\": true, \"none\": null}"
          .getBytes(UTF_8);

  static Stream<byte[]> packings() {
    return Stream.of(
        OBJECT,
        ("\uFEFF" + new String(OBJECT, UTF_8)).getBytes(UTF_8),
        Gzip.of(OBJECT),
        Base64.getEncoder().encode(OBJECT),
        Base64.getMimeEncoder().encode(OBJECT),
        Base64.getMimeEncoder().encode(Gzip.of(OBJECT)));
  }

  @ParameterizedTest
  @MethodSource("packings")
  void anObjectIsReadHoweverItIsPacked(byte[] bytes) {
    UserData userData = UserData.of(bytes);

    assertThat(userData.members())
        .isEqualTo(Map.of("cluster", "maindb", "size", "3", "ratio", "0.50", "fast", "true"));
    assertThat(userData.notes()).isEmpty();
  }

  @Test
  void nestedMembersAreIgnoredWithTheirNames() {
    UserData userData =
        UserData.of("{\"a\": {\"b\": \"hush\"}, \"c\": [1], \"d\": \"e\"}".getBytes(UTF_8));

    assertThat(userData.members()).isEqualTo(Map.of("d", "e"));
    assertThat(userData.notes())
        .containsExactly(
            "user data: member 'a' is nested and was ignored",
            "user data: member 'c' is nested and was ignored");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "#!/bin/bash\\nexport PASSWORD=hush | a shell script",
        "#cloud-config\\npassword: hush | cloud-config",
        "## template: jinja\\n#cloud-config\\nhush | cloud-config",
        "#include\\nhttp://hush | a cloud-init part",
        "Content-Type: multipart/mixed; boundary=hush | a MIME multipart message",
        "MIME-Version: 1.0\\nhush | a MIME multipart message",
        "<powershell>hush</powershell> | a Windows script",
        "[\"hush\"] | a JSON array",
        "hush | text of an unknown kind",
        "`` | empty",
        "` \\n ` | empty",
      })
  void anythingElseIsIgnoredWithItsTypeAndLength(String text, String type) {
    byte[] bytes = text.replace("\\n", "\n").getBytes(UTF_8);

    UserData userData = UserData.of(bytes);

    assertThat(userData.members()).isEmpty();
    assertThat(userData.notes())
        .containsExactly("user data of " + bytes.length + " bytes was ignored: it is " + type);
    assertThat(userData.notes().toString()).doesNotContain("hush");
  }

  @Test
  void aDamagedObjectIsIgnoredWithThePlace() {
    assertThat(UserData.of("{\"password\": hush}".getBytes(UTF_8)).notes().toString())
        .contains("text that begins like a JSON object and is not JSON at line 1, column 18")
        .doesNotContain("hush");
  }

  @Test
  void packedScriptsAndBinariesAreIgnoredToo() {
    byte[] script = "#!/bin/sh\nhush".getBytes(UTF_8);

    assertThat(UserData.of(Gzip.of(script)).notes().toString()).contains("gzip of a shell script");
    assertThat(UserData.of(Base64.getEncoder().encode(script)).notes().toString())
        .contains("base64 of a shell script");
    assertThat(UserData.of(new byte[] {1, 2, 3}).notes().toString())
        .contains("3 bytes was ignored: it is binary");
    assertThat(UserData.of(new byte[] {'{', (byte) 0xff, '}'}).notes().toString())
        .contains("is not UTF-8");
  }

  @Test
  void damagedAndExplodingGzipIsIgnored() {
    byte[] bomb = Gzip.of(new byte[UserDataWrapping.MAX_UNPACKED + 1]);
    byte[] damaged = Arrays.copyOf(Gzip.of(OBJECT), 20);

    assertThat(bomb).hasSizeLessThan(16 * 1024);
    assertThat(UserData.of(bomb).notes().toString()).contains("gzip of more than 1 MiB");
    assertThat(UserData.of(damaged).notes().toString()).contains("gzip that is damaged");
  }

  @ParameterizedTest
  @CsvSource({
    "{\"cluster\": \"hush\\nx\"}, 'cluster'",
    "{\"cluster\": \"hush\\u0000\"}, 'cluster'",
    "{\"cluster\": \"hush\\u2028\"}, 'cluster'",
    "{\"cluster\\n\": \"hush\"}, a name in user data",
    "{\"\": \"hush\"}, a name in user data"
  })
  void controlCharactersAreRefusedAndTheValueIsNotShown(String text, String named) {
    assertThatThrownBy(() -> UserData.of(text.getBytes(UTF_8)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(named)
        .hasMessageNotContaining("hush");
  }
}
