package io.ec2cluster.cli;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.OptionBinder;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands of the program, with all engines of the project, to be read and not to be run. */
public final class DocumentedProgram {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\W*[A-Z][A-Z0-9_-]*\\W*");

  private static final Map<String, String> WITHOUT_PLUG_INS = Map.of("EC2CLUSTER_PLUGINS", "");

  private final Core core;
  private final CommandTree tree;

  private DocumentedProgram(EngineCatalog catalog) {
    this.core = new DeclaredCore(catalog);
    this.tree = new CommandTree(core, "1");
  }

  /** With the engines that are found on the class path. */
  public static DocumentedProgram installed() {
    return new DocumentedProgram(EngineCatalog.discover(Main.class.getClassLoader()));
  }

  /** The same with a role engine of a stranger, which has what core supplies. */
  public DocumentedProgram with(String engine) {
    return new DocumentedProgram(core.catalog().plus(EngineCatalog.of(new DatabaseModule(engine))));
  }

  /** The engines, ordered by id. */
  public List<EngineModule> engines() {
    return core.catalog().entries().stream().map(EngineCatalog.Entry::module).toList();
  }

  /** The options that stand before or after every command. */
  public List<DocumentedOption> options() {
    return tree.options().options().stream().map(DocumentedOption::of).toList();
  }

  /** The commands that are not below an engine's name. */
  public List<DocumentedCommand> commands() {
    return tree.whole().subcommands().entrySet().stream()
        .filter(entry -> core.catalog().find(entry.getKey()).isEmpty())
        .flatMap(entry -> DocumentedCommand.of(entry.getValue().getCommandSpec()))
        .toList();
  }

  /** An engine's own commands, without those that stand at the top too. */
  public List<DocumentedCommand> commands(EngineModule engine) {
    Set<String> own =
        engine.operations().stream()
            .map(Operation::id)
            .filter(id -> !id.equals("demo"))
            .map(id -> CommandTree.PROGRAM + " " + engine.id() + " " + id)
            .collect(Collectors.toSet());
    return Stream.of(tree.whole().subcommands().get(engine.id()))
        .flatMap(line -> DocumentedCommand.of(line.getCommandSpec()))
        .filter(command -> own.contains(command.words()))
        .toList();
  }

  /**
   * Why the program would refuse a command line before it reads any configuration; empty where it
   * would not. A value in capitals stands for one that fits.
   *
   * @param words the words after the program's name
   */
  public Optional<Refusal> refusal(List<String> words) {
    try {
      List<String> named = Arguments.afterOptions(tree.options(), words);
      CommandSpec root = tree.rootFor(named.isEmpty() ? "" : named.get(0));
      ParseResult parsed = new CommandLine(root).parseArgs(words.toArray(String[]::new));
      ParseResult leaf =
          Stream.iterate(parsed, level -> level != null, ParseResult::subcommand)
              .reduce((outer, inner) -> inner)
              .orElseThrow();
      boolean asksForText = leaf.isUsageHelpRequested() || parsed.isVersionHelpRequested();
      return asksForText ? Optional.empty() : refusal(leaf);
    } catch (MissingParameterException incomplete) {
      return Optional.of(new Refusal(true, String.valueOf(incomplete.getMessage())));
    } catch (ParameterException refused) {
      return Optional.of(new Refusal(false, String.valueOf(refused.getMessage())));
    }
  }

  private Optional<Refusal> refusal(ParseResult leaf) {
    Object action = leaf.commandSpec().userObject();
    if (action instanceof MissingCommand) {
      return Optional.of(
          new Refusal(true, "'" + leaf.commandSpec().qualifiedName() + "' needs a command"));
    }
    return action instanceof OperationCommand command
        ? refusal(command.operation(), leaf)
        : Optional.empty();
  }

  private Optional<Refusal> refusal(Operation<?> operation, ParseResult leaf) {
    try {
      core.options(operation.options(), OptionRecord.of(operation.options()).given(leaf));
      return Optional.empty();
    } catch (ConfigurationException refused) {
      return refused.problems().stream()
          .filter(problem -> problem.found().filter(DocumentedProgram::isPlaceholder).isEmpty())
          .findFirst()
          .map(problem -> new Refusal(false, problem.toString()));
    }
  }

  /** What is wrong with a configuration of the installed engines, each problem on one line. */
  public List<String> problems(String name, String text) {
    return Main.core(List.of(), WITHOUT_PLUG_INS).problems(name, text).stream()
        .map(ConfigurationProblem::toString)
        .toList();
  }

  private static boolean isPlaceholder(String found) {
    return PLACEHOLDER.matcher(found).matches();
  }

  /**
   * Why a command line is not accepted.
   *
   * @param incomplete whether what there is of it is right, and only something is missing
   * @param message what is wrong
   */
  public record Refusal(boolean incomplete, String message) {}

  /** What the modules declare, with nothing behind it. */
  private record DeclaredCore(EngineCatalog catalog) implements Core {
    @Override
    public List<Operation<?>> operations(String engine) {
      return Ec2Cluster.operations(catalog, engine);
    }

    @Override
    public Record options(Class<? extends Record> type, Map<String, List<String>> given) {
      return new OptionBinder(Map.of()).bind(type, given);
    }

    @Override
    public Configured configure(GlobalOptions options) {
      throw new IllegalStateException("the commands are only read");
    }

    @Override
    public List<ConfigurationProblem> problems(String name, String text) {
      throw new IllegalStateException("the commands are only read");
    }
  }
}
