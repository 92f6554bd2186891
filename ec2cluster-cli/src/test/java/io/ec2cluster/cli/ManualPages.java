package io.ec2cluster.cli;

import io.ec2cluster.packaging.Roff;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A manual page for each command, with the words of its help.
 *
 * @param date of the form 2026-11-01
 * @param version the program's
 */
record ManualPages(String date, String version) {
  private static final Map<String, String> FILES = new LinkedHashMap<>();
  private static final Map<String, String> VARIABLES = new LinkedHashMap<>();
  private static final Map<String, String> EXIT_CODES = new LinkedHashMap<>();

  static {
    FILES.put("/etc/ec2cluster/config.yaml", "the configuration");
    FILES.put("/etc/ec2cluster/plugins", "jars with further engines");
    VARIABLES.put("EC2CLUSTER_CONFIG", "the configuration file");
    VARIABLES.put("EC2CLUSTER_METADATA", "instance metadata as a JSON file");
    VARIABLES.put("EC2CLUSTER_PLUGINS", "the folder of plug-ins");
    VARIABLES.put("JAVA_HOME", "the Java to use, 17 or later; else java on the PATH");
    VARIABLES.put("EC2CLUSTER_JAVA_OPTS", "further options of the Java virtual machine");
    VARIABLES.put(
        "EC2CLUSTER_ARCHIVE", "auto, off or make: whether an archive of classes is used or made");
    EXIT_CODES.put("0", "done, or already so");
    EXIT_CODES.put("1", "an internal error");
    EXIT_CODES.put("2", "bad usage or configuration; nothing was changed");
    EXIT_CODES.put("3", "refused by a safety rule, which is named");
    EXIT_CODES.put("4", "not reached in time; it is safe to run the command again");
    EXIT_CODES.put("5", "the environment failed: an API, an engine, a permission");
    EXIT_CODES.put("10-19", "the answers of queries");
    EXIT_CODES.put("130, 143", "ended by a signal");
  }

  /** The sources of all pages by file name, such as {@code ec2cluster-config-check.1}. */
  Map<String, String> of(CommandSpec root) {
    Map<String, String> pages = new TreeMap<>();
    add(new CommandLine(root), pages);
    return pages;
  }

  private void add(CommandLine command, Map<String, String> pages) {
    pages.put(fileName(command.getCommandSpec()), page(command));
    command.getSubcommands().values().forEach(below -> add(below, pages));
  }

  private static String pageName(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private static String fileName(CommandSpec command) {
    return pageName(command) + ".1";
  }

  private String page(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String summary = summary(spec);
    Roff page = new Roff(pageName(spec), date, "ec2cluster " + version);
    page.section("name").text(pageName(spec) + " - " + firstSentence(summary));
    String synopsis = new Help(spec, Ansi.OFF).abbreviatedSynopsis().strip();
    String name = spec.qualifiedName();
    page.section("synopsis").synopsis(name, synopsis.substring(name.length()).strip());
    page.section("description").text(summary);
    arguments(page, spec);
    options(page, spec);
    commands(page, command);
    if (spec.parent() == null) {
      items(page, "exit status", EXIT_CODES);
      items(page, "files", FILES);
      items(page, "environment", VARIABLES);
    }
    seeAlso(page, spec);
    return page.source();
  }

  private static String summary(CommandSpec command) {
    String text = String.join(" ", command.usageMessage().description());
    return text.replace("%%", "%");
  }

  /** Programs that index manual pages expect one line without an end. */
  private static String firstSentence(String summary) {
    String line = summary.replace('\n', ' ');
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static void arguments(Roff page, CommandSpec command) {
    Help help = new Help(command, Ansi.OFF);
    List<PositionalParamSpec> shown =
        command.positionalParameters().stream().filter(argument -> !argument.hidden()).toList();
    if (shown.isEmpty()) {
      return;
    }
    page.section("arguments");
    for (PositionalParamSpec argument : shown) {
      item(
          page,
          help.createDefaultParameterRenderer()
              .render(argument, help.parameterLabelRenderer(), help.colorScheme()));
    }
  }

  private static void options(Roff page, CommandSpec command) {
    Help help = new Help(command, Ansi.OFF);
    page.section("options");
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        item(
            page,
            help.createDefaultOptionRenderer()
                .render(option, help.parameterLabelRenderer(), help.colorScheme()));
      }
    }
  }

  /** The rows of the parser's table: a mark, short name, comma, long name, description. */
  private static void item(Roff page, Text[][] rows) {
    String heading =
        Arrays.stream(rows)
            .map(
                row ->
                    cell(row, 1)
                        + cell(row, 2)
                        + (cell(row, 2).isEmpty() ? "" : " ")
                        + cell(row, 3))
            .collect(Collectors.joining(" "))
            .strip();
    String text =
        Arrays.stream(rows)
            .map(row -> cell(row, 4).strip())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining(" "));
    page.item(heading, text);
  }

  private static String cell(Text[] row, int index) {
    return row[index].toString();
  }

  private static void commands(Roff page, CommandLine command) {
    if (command.getSubcommands().isEmpty()) {
      return;
    }
    page.section("commands");
    for (CommandLine below : command.getSubcommands().values()) {
      CommandSpec spec = below.getCommandSpec();
      page.item(pageName(spec) + "(1)", summary(spec));
    }
  }

  private static void items(Roff page, String section, Map<String, String> items) {
    page.section(section);
    items.forEach(page::item);
  }

  private static void seeAlso(Roff page, CommandSpec command) {
    CommandSpec parent = command.parent();
    if (parent != null) {
      page.section("see also").bold(pageName(parent) + "(1)");
    }
  }
}
