package io.ec2cluster.cli;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options and positional parameters that an operation's record describes by its components. The
 * command line only collects texts: types are checked where the record is made.
 *
 * @param type the record
 * @param components its components
 */
record OptionRecord(Class<? extends Record> type, List<OptionComponent> components) {
  OptionRecord {
    components = List.copyOf(components);
  }

  /** Reads a record's components. */
  static OptionRecord of(Class<? extends Record> type) {
    List<OptionComponent> components = new ArrayList<>();
    int positions = 0;
    for (var component : Arrays.asList(type.getRecordComponents())) {
      OptionComponent option = OptionComponent.of(component, positions);
      components.add(option);
      positions += option.isPositional() ? 1 : 0;
    }
    return new OptionRecord(type, components);
  }

  /** Adds the options to a command. */
  void addTo(CommandSpec command) {
    components.forEach(component -> command.add(component.argument()));
  }

  /** The texts given on a command line by the components' keys; without those not given. */
  Map<String, List<String>> given(ParseResult command) {
    ImmutableMap.Builder<String, List<String>> given = ImmutableMap.builder();
    for (OptionComponent component : components) {
      List<String> values = component.given(command);
      if (!values.isEmpty()) {
        given.put(component.key(), values);
      }
    }
    return given.buildOrThrow();
  }
}
