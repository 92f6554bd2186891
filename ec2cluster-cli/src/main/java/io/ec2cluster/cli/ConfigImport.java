package io.ec2cluster.cli;

import io.ec2cluster.UsageException;
import io.ec2cluster.cli.predecessor.ImportedConfiguration;
import io.ec2cluster.cli.predecessor.Note;
import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.PythonSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Turns a settings file of the predecessor into a configuration of this program. */
record ConfigImport(Core core) implements Action {
  private static final String NAME = "import";
  private static final String SUMMARY =
      "turn an ec2cluster_settings.py of the Python ec2cluster into a configuration";
  private static final String OUTPUT_FILE = "--output-file";

  /**
   * The answer as JSON.
   *
   * @param file the settings that were read
   * @param outputFile where the configuration was written, if it was
   * @param yaml the configuration
   * @param notes what has no equivalent, and what is not quite the same
   */
  record Imported(String file, Optional<String> outputFile, String yaml, List<Note> notes) {}

  /** The command with its options. */
  static Branch branch(Core core) {
    return new Branch(NAME, SUMMARY, () -> command(new ConfigImport(core)));
  }

  private static CommandSpec command(ConfigImport action) {
    return Commands.plain(NAME, SUMMARY, action)
        .addPositional(
            PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .type(String.class)
                .paramLabel("FILE")
                .description("the settings; read as data, never executed")
                .build())
        .addOption(
            OptionSpec.builder(OUTPUT_FILE)
                .type(String.class)
                .arity("1")
                .paramLabel("FILE")
                .description("write the configuration there, where nothing is yet; else printed")
                .build());
  }

  @Override
  public Subject subject() {
    return Subject.command("config import");
  }

  @Override
  public int run(Call call) {
    Path file = path("FILE", call.command().matchedPositionalValue(0, ""));
    ImportedConfiguration imported = ImportedConfiguration.of(PythonSettings.read(file));
    String yaml = imported.yaml();
    List<ConfigurationProblem> problems = core.problems("(imported)", yaml);
    if (!problems.isEmpty()) {
      throw new ConfigurationException("the configuration made of " + file, problems);
    }
    Optional<Path> output =
        Optional.ofNullable(call.command().matchedOptionValue(OUTPUT_FILE, (String) null))
            .filter(name -> !call.options().dryRun())
            .map(name -> path(OUTPUT_FILE, name));
    output.ifPresent(path -> new NewFile(path).write(yaml));

    List<String> notes = imported.notes().stream().map(Note::toString).toList();
    call.presentation().notes(notes);
    output.ifPresent(path -> call.presentation().say("wrote " + path));
    return call.presentation()
        .listing(
            output.isPresent() ? "" : yaml,
            new Imported(file.toString(), output.map(Path::toString), yaml, imported.notes()));
  }

  private static Path path(String option, String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException invalid) {
      throw new UsageException(
          option + ": found a name that no file can have (" + invalid.getReason() + ")", invalid);
    }
  }
}
