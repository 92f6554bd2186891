package io.ec2cluster.cli;

import io.ec2cluster.spi.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command that is made whole only where it is used.
 *
 * @param name its name
 * @param summary one sentence for the list of commands
 * @param whole makes it with its options and commands
 */
record Branch(String name, String summary, Supplier<CommandSpec> whole) {

  /** A command of the tool itself, without options of its own. */
  static Branch leaf(String name, String summary, Action action) {
    return new Branch(name, summary, () -> Commands.plain(name, summary, action));
  }

  /** A command that only has commands; they are made when it is made. */
  static Branch group(String name, String summary, Supplier<List<Branch>> branches) {
    return new Branch(
        name,
        summary,
        () -> {
          CommandSpec group = Commands.plain(name, summary, new MissingCommand());
          branches.get().forEach(branch -> branch.addTo(group));
          return group;
        });
  }

  /**
   * Operations as commands. Ids of two words with the first in common become the commands of a
   * group.
   */
  static List<Branch> of(List<Operation<?>> operations, Function<Operation<?>, Action> action) {
    Map<String, List<Operation<?>>> byFirstWord = new LinkedHashMap<>();
    for (Operation<?> operation : operations) {
      byFirstWord.computeIfAbsent(word(operation, 0), word -> new ArrayList<>()).add(operation);
    }
    List<Branch> branches = new ArrayList<>();
    byFirstWord.forEach((word, members) -> branches.add(of(word, members, action)));
    return branches;
  }

  /** Adds the whole command to another. */
  void addTo(CommandSpec parent) {
    parent.addSubcommand(name, whole.get());
  }

  /** Adds the command by name and summary only. */
  void addOutlineTo(CommandSpec parent) {
    parent.addSubcommand(name, Commands.outline(name, summary));
  }

  private static Branch of(
      String word, List<Operation<?>> members, Function<Operation<?>, Action> action) {
    Operation<?> first = members.get(0);
    if (members.size() == 1 && first.id().equals(word)) {
      return operation(word, first, action);
    }
    List<Branch> branches =
        members.stream().map(member -> operation(word(member, 1), member, action)).toList();
    String names = branches.stream().map(Branch::name).collect(Collectors.joining(", "));
    return group(word, names, () -> branches);
  }

  private static Branch operation(
      String name, Operation<?> operation, Function<Operation<?>, Action> action) {
    return new Branch(
        name,
        operation.summary(),
        () -> Commands.operation(name, operation, action.apply(operation)));
  }

  private static String word(Operation<?> operation, int index) {
    List<String> words = List.of(operation.id().split(" ", 2));
    return words.get(Math.min(index, words.size() - 1));
  }
}
