package io.ec2cluster.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Command lines of units, read back as systemd does: words first, then specifiers, variables. */
class UnitCommandTest {
  @Test
  void everyWordIsQuotedAndWhatIsSpecialIsEscaped() {
    assertThat(UnitCommand.of(List.of("/bin/x", "a b", "100%", "$HOME", "a\"b\\c", "", ";", "é")))
        .isEqualTo("\"/bin/x\" \"a b\" \"100%%\" \"$$HOME\" \"a\\\"b\\\\c\" \"\" \";\" \"é\"");
    assertThat(UnitCommand.of(List.of("line\nbreak\ttab\u0001")))
        .isEqualTo("\"line\\nbreak\\ttab\\x01\"");
  }

  @Property
  void aProgramGetsItsWordsUnchanged(@ForAll("vectors") List<String> words) {
    String line = UnitCommand.of(words);

    assertThat(line).doesNotContain("\n");
    assertThat(read(line)).isEqualTo(words);
  }

  @Provide
  Arbitrary<List<String>> vectors() {
    return Arbitraries.strings()
        .withChars("ab x;$%{}\\\"'\n\t\r#=-é\u0001\u007f")
        .ofMaxLength(12)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static List<String> read(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
        char escape = line.charAt(i);
        switch (escape) {
          case 'n' -> word.append('\n');
          case 't' -> word.append('\t');
          case 'x' -> {
            word.append((char) Integer.parseInt(line.substring(i + 1, i + 3), 16));
            i += 2;
          }
          case '\\', '"' -> word.append(escape);
          default -> throw new AssertionError("unknown escape " + escape + " in " + line);
        }
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ' ' && !quoted) {
        words.add(word.toString());
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    words.add(word.toString());
    return words.stream().map(UnitCommandTest::expanded).toList();
  }

  private static String expanded(String word) {
    assertThat(word.replace("%%", "")).as("no specifier").doesNotContain("%");
    String withoutSpecifiers = word.replace("%%", "%");
    assertThat(withoutSpecifiers.replace("$$", "")).as("no variable").doesNotContain("$");
    return withoutSpecifiers.replace("$$", "$");
  }
}
