package io.ec2cluster.internal.metadata;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The kinds of user data that cloud-init and its like take, told by how they begin (cloud-init
 * documentation, "User-data formats"); the first that fits counts.
 */
enum UserDataKind {
  SHELL_SCRIPT("a shell script", "#!"),
  CLOUD_CONFIG_ARCHIVE("a cloud-config archive", "#cloud-config-archive"),
  CLOUD_CONFIG("cloud-config", "#cloud-config", "## template: jinja\n#cloud-config"),
  CLOUD_INIT("a cloud-init part", "#include", "#cloud-boothook", "#part-handler", "#upstart-job"),
  TEMPLATE("a template of cloud-init", "## template:"),
  MIME("a MIME multipart message", "content-type:", "mime-version:"),
  WINDOWS_SCRIPT("a Windows script", "<powershell", "<script"),
  JSON_ARRAY("a JSON array", "["),
  EMPTY("empty"),
  TEXT("text of an unknown kind"),
  BINARY("binary");

  private static final int LONGEST_BEGINNING = 64;

  private final String label;
  private final ImmutableList<String> beginnings;

  UserDataKind(String label, String... beginnings) {
    this.label = label;
    this.beginnings = ImmutableList.copyOf(beginnings);
  }

  /** What it is, for a note. */
  String label() {
    return label;
  }

  static UserDataKind of(byte[] content) {
    String beginning = beginning(content);
    if (beginning.isEmpty()) {
      return content.length <= LONGEST_BEGINNING ? EMPTY : TEXT;
    }
    return Arrays.stream(values())
        .filter(kind -> kind.beginnings.stream().anyMatch(beginning::startsWith))
        .findFirst()
        .orElseGet(() -> isBinary(content) ? BINARY : TEXT);
  }

  static boolean beginsLikeObject(byte[] content) {
    return beginning(content).startsWith("{");
  }

  private static String beginning(byte[] content) {
    int length = Math.min(content.length, LONGEST_BEGINNING);
    String text = new String(content, 0, length, StandardCharsets.UTF_8);
    return Ascii.toLowerCase(text.replace("\uFEFF", "").replace("\r\n", "\n").strip());
  }

  private static boolean isBinary(byte[] content) {
    for (byte b : content) {
      if (b >= 0 && b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
        return true;
      }
    }
    return new String(content, StandardCharsets.UTF_8).indexOf('\uFFFD') >= 0;
  }
}
