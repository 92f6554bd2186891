package io.ec2cluster.cli;

import io.ec2cluster.cli.Core.Configured;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The engines that a command of the tool is about, where it may be about several. */
final class ChosenEngines {
  private ChosenEngines() {}

  /** The arguments that name them. */
  static PositionalParamSpec parameter(String description) {
    return PositionalParamSpec.builder()
        .index("0..*")
        .arity("0..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel("ENGINE")
        .description(description)
        .build();
  }

  /**
   * Those that the command line names, else the configured one and those that the configuration has
   * a section of.
   *
   * @throws io.ec2cluster.UsageException if there is no such engine
   */
  static List<String> of(Core core, Configured configured, Call call) {
    List<String> named = call.command().matchedPositionalValue(0, List.<String>of());
    List<String> engines = named.isEmpty() ? configured(configured) : named;
    engines.forEach(core.catalog()::get);
    return engines.stream().distinct().toList();
  }

  private static List<String> configured(Configured configured) {
    Set<String> engines = new LinkedHashSet<>();
    configured.engine().ifPresent(engines::add);
    engines.addAll(configured.sections());
    return List.copyOf(engines);
  }
}
