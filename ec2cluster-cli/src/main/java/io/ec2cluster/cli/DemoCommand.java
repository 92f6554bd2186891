package io.ec2cluster.cli;

import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code demo [ENGINE]}: the demonstrations that modules contribute. Without an engine it is that
 * of Postgres, else the only one.
 *
 * @param core what stands behind the command line
 * @param demos one for each engine that has one
 */
record DemoCommand(Core core, List<Demo> demos) {
  private static final String NAME = "demo";
  private static final String PREFERRED = "postgres";

  /** An engine's demonstration. */
  record Demo(String engine, Operation<?> operation) {}

  /** The command; empty where no module has a demonstration. */
  static Optional<Branch> branch(Core core) {
    List<Demo> demos =
        core.catalog().entries().stream().flatMap(entry -> demo(entry.module()).stream()).toList();
    if (demos.isEmpty()) {
      return Optional.empty();
    }
    String engines = demos.stream().map(Demo::engine).collect(Collectors.joining(", "));
    String summary = "show an engine at work on this machine: " + engines;
    return Optional.of(new Branch(NAME, summary, new DemoCommand(core, demos)::command));
  }

  /** The default engine's options, and a command for each engine. */
  private CommandSpec command() {
    CommandSpec command =
        byDefault()
            .map(demo -> command(NAME, demo))
            .orElseGet(() -> Commands.plain(NAME, "name the engine", new MissingCommand()));
    demos.forEach(demo -> command.addSubcommand(demo.engine(), command(demo.engine(), demo)));
    return command;
  }

  private CommandSpec command(String name, Demo demo) {
    OperationCommand action =
        new OperationCommand(core, Optional.of(demo.engine()), demo.operation());
    return Commands.operation(name, demo.operation(), action);
  }

  private Optional<Demo> byDefault() {
    return demos.stream()
        .filter(demo -> demos.size() == 1 || demo.engine().equals(PREFERRED))
        .findFirst();
  }

  private static Optional<Demo> demo(EngineModule module) {
    return module.operations().stream()
        .filter(operation -> operation instanceof Service<?> && operation.id().equals(NAME))
        .findFirst()
        .map(operation -> new Demo(module.id(), operation));
  }
}
