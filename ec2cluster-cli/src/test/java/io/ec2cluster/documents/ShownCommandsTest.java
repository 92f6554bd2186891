package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DocumentedProgram;
import io.ec2cluster.documents.ShownCommand.Form;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The program understands every command that README, documents and units show, as far as it can
 * without a configuration: commands, options, parameters and the form of their values. {@code
 * ShownCommandsIT} runs those that stand in blocks.
 */
class ShownCommandsTest {
  /** The engine of {@code docs/extending.md} is not part of the program. */
  private final DocumentedProgram program = DocumentedProgram.installed().with("memcached");

  @Test
  void everyCommandOfTheDocumentsIsUnderstood() throws IOException {
    assertThat(ShownCommand.all().stream().flatMap(this::wrong)).isEmpty();
  }

  @Test
  void hardlyAnyCommandIsLeftUnread() throws IOException {
    List<ShownCommand> shown = ShownCommand.all();

    List<ShownCommand> unread =
        shown.stream().filter(command -> judged(command).isEmpty()).toList();
    List<ShownCommand> read = shown.stream().filter(command -> !unread.contains(command)).toList();

    assertThat(unread).hasSizeLessThanOrEqualTo(8);
    assertThat(read).filteredOn(command -> command.form() == Form.WHOLE).hasSizeGreaterThan(45);
    assertThat(read).hasSizeGreaterThan(150);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ec2cluster inti; inti",
        "ec2cluster init --dry-rum; --dry-rum",
        "sudo /usr/bin/ec2cluster --clutser c init; --clutser",
        "ec2cluster rds create-cluster; CLUSTER",
        "ec2cluster promote --await-offer soon; soon",
        "ec2cluster lease; needs a command",
        "ec2cluster status | ec2cluster postgress init; postgress",
        "A=b ec2cluster status > f 2>&1 && ec2cluster leave --latst; --latst",
      })
  void aWrongCommandOfABlockIsFoundWithItsPlace(String line, String word) {
    String text = "# Title\n\n```sh\n" + line + "    # a comment\n```\n";

    List<String> wrong = ShownCommand.of("a.md", text).stream().flatMap(this::wrong).toList();

    assertThat(wrong).singleElement().asString().startsWith("a.md:4: ").contains(word);
  }

  @Test
  void aLineThatGoesOnInTheNextIsOne() {
    String text = "```sh\nec2cluster init \\\n  --dedline 5m\nec2cluster status\n```\n";

    List<ShownCommand> shown = ShownCommand.of("a.md", text);

    assertThat(shown).extracting(ShownCommand::place).containsExactly("a.md:2", "a.md:4");
    assertThat(shown.stream().flatMap(this::wrong))
        .singleElement()
        .asString()
        .startsWith("a.md:2: ")
        .contains("--dedline");
  }

  @Test
  void inASentenceParametersMayBeLeftOutAndNothingElse() {
    String text = "Call `ec2cluster rds create-cluster`\nor `ec2cluster lease shwo`.\n";

    List<String> wrong = ShownCommand.of("a.md", text).stream().flatMap(this::wrong).toList();

    assertThat(wrong).singleElement().asString().startsWith("a.md:2: ").contains("shwo");
  }

  @Test
  void whatIsNotForTheProgramIsLeftToOthers() {
    String text =
        "```sh\nmvn verify    # ec2cluster init\necho 'ec2cluster'; ls /etc/ec2cluster\n```\n";

    assertThat(ShownCommand.of("a.md", text)).isEmpty();
  }

  private Stream<String> wrong(ShownCommand command) {
    return judged(command).stream()
        .flatMap(words -> refusal(command, words).stream())
        .map(refused -> command + ": " + refused);
  }

  private Optional<String> refusal(ShownCommand command, List<String> words) {
    return program
        .refusal(words)
        .filter(refusal -> command.form() == Form.WHOLE || !refusal.incomplete())
        .map(DocumentedProgram.Refusal::message);
  }

  /** The calls in it, without those that stand for several. */
  private static List<List<String>> judged(ShownCommand command) {
    return command.calls().stream()
        .filter(words -> words.stream().noneMatch(ShownCommandsTest::standsForOthers))
        .toList();
  }

  private static boolean standsForOthers(String word) {
    return word.equals("…")
        || word.equals("COMMAND")
        || word.equals("ENGINE")
        || word.startsWith("etcd=");
  }
}
