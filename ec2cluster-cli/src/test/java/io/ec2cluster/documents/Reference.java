package io.ec2cluster.documents;

import io.ec2cluster.Outcome;
import io.ec2cluster.cli.DocumentedCommand;
import io.ec2cluster.cli.DocumentedOption;
import io.ec2cluster.cli.DocumentedProgram;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.DataSize;
import io.ec2cluster.config.Fraction;
import io.ec2cluster.config.Secret;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.config.DocumentedSetting;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.RoleEngine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/reference.md} from what the code declares. For one use. */
final class Reference {
  private static final List<Class<?>> FORMS =
      List.of(
          Duration.class, DataSize.class, Fraction.class, DnsName.class, Secret.class, int.class);

  private final DocumentedProgram program;
  private final StringBuilder text = new StringBuilder();

  private Reference(DocumentedProgram program) {
    this.program = program;
  }

  /** The whole text. */
  static String of(DocumentedProgram program) {
    return new Reference(program).written();
  }

  private String written() {
    line("<!-- Written from the code by ReferenceTest, which fails where the two differ. -->");
    heading(1, "Reference");
    line(
        "Every command with its options, and every key of the configuration. What they are for as a");
    line(
        "whole, and examples: [operations and configuration](core.md) and the engines' own texts.");
    contents();
    heading(2, "Options of every command");
    line("Before or after the command's name.");
    options(program.options());
    exitCodes();
    heading(2, "Commands");
    line(
        "A *change* is shown by `--dry-run` and does nothing where everything is already so. A *query* writes");
    line(
        "nothing. A *service* runs until it is ended. A *tool* command belongs to no engine. Those of roles");
    line(
        "are short for the configured engine's: `ec2cluster init` for `ec2cluster postgres init`.");
    program.commands().forEach(this::command);
    heading(2, "Settings");
    forms();
    settings(DocumentedSetting.of(ClusterSettings.class, ""));
    program.engines().forEach(this::engine);
    return text.toString();
  }

  private void contents() {
    line("");
    String engines =
        program.engines().stream()
            .map(engine -> "[" + engine.id() + "](#engine-" + engine.id() + ")")
            .collect(Collectors.joining(" · "));
    line(
        "[Options](#options-of-every-command) · [Exit codes](#exit-codes) · [Commands](#commands) · [Settings](#settings) · "
            + engines);
  }

  private void exitCodes() {
    heading(2, "Exit codes");
    line(
        "`outcome` as in the JSON; what to do about each: [exit codes](core.md#exit-codes). Besides these, 10 to 19 are the");
    line(
        "answers of queries, 143 is SIGTERM, and 255 is `lease check --start` that could not read the record.");
    table(
        List.of("code", "`outcome`"),
        Stream.of(Outcome.values())
            .map(outcome -> List.of(Integer.toString(outcome.exitCode()), code(word(outcome)))));
  }

  private void engine(EngineModule engine) {
    heading(2, "Engine " + engine.id());
    line(sentence(engine.summary()));
    if (engine instanceof RoleEngine) {
      line(
          "Besides its own commands it has those of roles, `ec2cluster "
              + engine.id()
              + " init` and so on.");
    }
    if (engine.coordinates()) {
      line(
          "It keeps small records: `ec2cluster "
              + engine.id()
              + " coordination create` makes their table.");
    }
    program.commands(engine).forEach(this::command);
    List<DocumentedSetting> settings = DocumentedSetting.of(engine.settings(), engine.id());
    if (!settings.isEmpty()) {
      heading(3, "Settings of " + engine.id());
      settings(settings);
    }
  }

  private void command(DocumentedCommand command) {
    heading(3, code(command.words()));
    line(command.capitalKind() + ": " + sentence(command.summary()));
    if (!command.options().isEmpty()) {
      options(command.options());
    }
  }

  private void options(List<DocumentedOption> options) {
    table(
        List.of("option", "default", "meaning"),
        options.stream()
            .map(
                option ->
                    List.of(code(option.name()), code(option.defaultValue()), option.purpose())));
  }

  private void forms() {
    line(
        "A key without a default may be left out. One that is required is so where its section is used. `[]` stands for");
    line("each item of a list, `NAME` for a name of yours. How values are written:");
    line("");
    FORMS.forEach(form -> line("- " + DocumentedSetting.expectation(form)));
  }

  private void settings(List<DocumentedSetting> settings) {
    table(
        List.of("key", "form", "default", "meaning"),
        settings.stream()
            .map(
                setting ->
                    List.of(
                        code(setting.key()),
                        setting.form(),
                        code(setting.defaultValue()),
                        setting.purpose())));
  }

  private void heading(int level, String words) {
    if (level > 1) {
      line("");
    }
    line("#".repeat(level) + " " + words);
    line("");
  }

  private void table(List<String> heads, Stream<List<String>> rows) {
    if (!text.toString().endsWith("\n\n")) {
      line("");
    }
    row(heads);
    line("|" + "---|".repeat(heads.size()));
    rows.forEach(this::row);
  }

  private void row(List<String> cells) {
    line(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |")));
  }

  private void line(String words) {
    text.append(words).append('\n');
  }

  private static String code(String words) {
    return words.isEmpty() || words.equals("(required)") ? words : "`" + words + "`";
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String sentence(String words) {
    return words.endsWith(".") ? words : words + ".";
  }
}
