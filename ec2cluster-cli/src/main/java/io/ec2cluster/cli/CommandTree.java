package io.ec2cluster.cli;

import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.RoleEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands, made of what the engine modules declare. A start that names its command makes only
 * that one: each costs the parser a table of types.
 */
final class CommandTree {
  static final String PROGRAM = "ec2cluster";
  private static final String SUMMARY =
      "Database nodes on EC2 that organise themselves: roles, DNS names and load balancers"
          + " without extra servers.";

  private final Core core;
  private final String version;

  CommandTree(Core core, String version) {
    this.core = core;
    this.version = version;
  }

  /** The root command with one command below it, or all by name and summary if there is no such. */
  CommandSpec rootFor(String name) {
    CommandSpec root = options();
    Optional<Branch> named =
        branches().stream().filter(branch -> branch.name().equals(name)).findFirst();
    named.ifPresentOrElse(
        branch -> branch.addTo(root),
        () -> branches().forEach(branch -> branch.addOutlineTo(root)));
    return root;
  }

  /** The root command with all others. */
  CommandSpec whole() {
    CommandSpec root = options();
    branches().forEach(branch -> branch.addTo(root));
    return root;
  }

  /** The root command without the others: for a first look at a command line. */
  CommandSpec options() {
    return Commands.root(PROGRAM, SUMMARY, version);
  }

  private List<Branch> branches() {
    List<Branch> branches = new ArrayList<>(roleCommands());
    branches.add(
        Branch.leaf("engines", "list the engines and their operations", new EnginesCommand(core)));
    branches.add(
        Branch.group(
            "config",
            "check, show or import the configuration",
            () ->
                List.of(
                    Branch.leaf(
                        "check",
                        "report every problem of the configuration",
                        new ConfigCheck(core)),
                    Branch.leaf(
                        "show",
                        "show the values in force and where each came from",
                        new ConfigShow(core)),
                    ConfigImport.branch(core))));
    branches.add(DoctorCommand.branch(core));
    branches.add(AgentCommand.branch(core));
    branches.addAll(coordinationCommands());
    DemoCommand.branch(core).ifPresent(branches::add);
    branches.add(
        Branch.leaf(
            "completion",
            "print a completion script for bash",
            new CompletionCommand(this::whole)));
    core.catalog().entries().forEach(entry -> branches.add(engine(entry.module())));
    return branches;
  }

  private Branch engine(EngineModule module) {
    return Branch.group(
        module.id(),
        module.summary(),
        () ->
            Branch.of(
                core.operations(module.id()),
                operation -> new OperationCommand(core, Optional.of(module.id()), operation)));
  }

  /** The same for every engine that coordinates: at the top those of the first. */
  private List<Branch> coordinationCommands() {
    Optional<EngineModule> any =
        core.catalog().entries().stream()
            .map(EngineCatalog.Entry::module)
            .filter(EngineModule::coordinates)
            .findFirst();
    return any.map(
            module ->
                Branch.of(
                    core.operations(module.id()).stream()
                        .filter(operation -> operation.id().startsWith("coordination "))
                        .toList(),
                    operation -> new OperationCommand(core, Optional.of(module.id()), operation)))
        .orElseGet(List::of);
  }

  /**
   * What core supplies to every role engine: at the top short for the configured engine's. Any role
   * engine tells which they are.
   */
  private List<Branch> roleCommands() {
    Optional<EngineModule> any =
        core.catalog().entries().stream()
            .map(EngineCatalog.Entry::module)
            .filter(RoleEngine.class::isInstance)
            .findFirst();
    if (any.isEmpty()) {
      return List.of();
    }
    Set<String> own =
        any.get().operations().stream().map(Operation::id).collect(Collectors.toSet());
    List<Operation<?>> supplied =
        core.operations(any.get().id()).stream()
            .filter(operation -> !own.contains(operation.id()))
            .toList();
    return Branch.of(
        supplied, operation -> new OperationCommand(core, Optional.empty(), operation));
  }
}
