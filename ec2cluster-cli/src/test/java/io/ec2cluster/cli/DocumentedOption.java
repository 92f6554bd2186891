package io.ec2cluster.cli;

import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option or parameter as the reference lists it.
 *
 * @param name as it is typed, with what its value is called
 * @param defaultValue what is taken where it is not given; empty for nothing
 * @param purpose one sentence
 */
public record DocumentedOption(String name, String defaultValue, String purpose) {
  /** Whether a command has it because all have it. */
  static boolean isOfEveryCommand(ArgSpec argument) {
    return argument.userObject() instanceof GlobalOption
        || (argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp()));
  }

  static DocumentedOption of(ArgSpec argument) {
    return argument.userObject() instanceof OptionComponent component
        ? of(argument, component)
        : new DocumentedOption(name(argument), "", text(argument.description()));
  }

  private static DocumentedOption of(ArgSpec argument, OptionComponent component) {
    String required = argument.required() ? " (required)" : "";
    boolean repeated = component.shape() == OptionComponent.Shape.REPEATED;
    return new DocumentedOption(
        name(argument),
        component.setting().defaultValue(),
        component.setting().value() + required + (repeated ? " (may be repeated)" : ""));
  }

  private static String name(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return argument.paramLabel();
    }
    String names = String.join("`, `", option.names());
    if (option.negatable()) {
      names = names.replace("--", "--[no-]");
    }
    return option.arity().max() == 0 ? names : names + " " + argument.paramLabel();
  }

  /** A text of the parser's help, in which a percent sign is doubled. */
  static String text(String... lines) {
    return String.join(" ", lines).replace("%%", "%");
  }
}
