package io.ec2cluster.cli;

import io.ec2cluster.Outcome;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.cli.GlobalOptions.OutputForm;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program: takes arguments, writes to a terminal, returns an exit code; never throws. */
final class CommandLineProgram {
  private final Core core;
  private final CommandTree tree;
  private final Terminal terminal;
  private final Colours colours;
  private final Path directory;
  private final ProgressText progress;
  private final Time time;

  CommandLineProgram(
      Core core,
      String version,
      Terminal terminal,
      Colours colours,
      Path directory,
      ProgressText progress,
      Time time) {
    this.core = core;
    this.tree = new CommandTree(core, version);
    this.terminal = terminal;
    this.colours = colours;
    this.directory = directory;
    this.progress = progress;
    this.time = time;
  }

  /** Runs one command. */
  int run(List<String> arguments) {
    try {
      return dispatch(arguments);
    } catch (ParameterException refused) {
      return refuse(arguments, refused);
    } catch (RuntimeException | Error thrown) {
      return presentation(arguments).failure(Subject.unknown(), Failure.of(thrown));
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  private int dispatch(List<String> arguments) {
    CommandLine line = new CommandLine(tree.rootFor(firstCommand(arguments)));
    ParseResult parsed = line.parseArgs(arguments.toArray(String[]::new));
    ParseResult leaf =
        Stream.iterate(parsed, level -> level != null, ParseResult::subcommand)
            .reduce((outer, inner) -> inner)
            .orElseThrow();
    if (leaf.isUsageHelpRequested()) {
      leaf.commandSpec().commandLine().usage(terminal.out(), ansi());
      return Outcome.DONE.exitCode();
    }
    if (parsed.isVersionHelpRequested()) {
      line.printVersionHelp(terminal.out(), ansi());
      return Outcome.DONE.exitCode();
    }
    return call(parsed, leaf);
  }

  private int call(ParseResult parsed, ParseResult leaf) {
    GlobalOptions options = GlobalOptions.of(parsed, directory);
    Presentation presentation =
        new Presentation(terminal, colours, options.output(), options.verbose());
    Action action = (Action) leaf.commandSpec().userObject();
    try {
      return action.run(new Call(leaf, options, presentation, progress, time));
    } catch (ParameterException refused) {
      throw refused;
    } catch (RuntimeException | Error thrown) {
      return presentation.failure(action.subject(), Failure.of(thrown));
    }
  }

  /** The command's name, by a first look that knows only the options before it. */
  private String firstCommand(List<String> arguments) {
    List<String> rest = Arguments.afterOptions(tree.options(), arguments);
    return rest.isEmpty() ? "" : rest.get(0);
  }

  private int refuse(List<String> arguments, ParameterException refused) {
    UsageError error = UsageError.of(refused);
    Presentation presentation = presentation(arguments);
    int exitCode = presentation.failure(Subject.unknown(), error.failure());
    presentation.warn(problemsOfEngines());
    terminal.err().println(error.hint());
    return exitCode;
  }

  /** A folder of plug-ins that cannot be read is one more thing that is wrong. */
  private List<String> problemsOfEngines() {
    try {
      return core.catalog().problems();
    } catch (UsageException unreadable) {
      return List.of(String.valueOf(unreadable.getMessage()));
    }
  }

  /** For what goes wrong before the options are known. */
  private Presentation presentation(List<String> arguments) {
    OutputForm form = Arguments.askForJson(arguments) ? OutputForm.JSON : OutputForm.TEXT;
    return new Presentation(terminal, colours, form, Arguments.askForMore(arguments));
  }

  private Ansi ansi() {
    return colours.wanted() ? Ansi.ON : Ansi.OFF;
  }
}
