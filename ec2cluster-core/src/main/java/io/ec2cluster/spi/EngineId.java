package io.ec2cluster.spi;

import com.google.common.collect.ImmutableSet;
import io.ec2cluster.config.ClusterSettings;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What can stand as an engine's id: at once a command, a configuration section and a file name. */
final class EngineId {
  private static final Pattern FORM = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  /** Commands of the command line, those of later versions included. */
  private static final Set<String> COMMANDS =
      ImmutableSet.of(
          "agent",
          "completion",
          "config",
          "coordination",
          "demo",
          "doctor",
          "engines",
          "handover",
          "help",
          "init",
          "lease",
          "leave",
          "pool",
          "promote",
          "rejoin",
          "repair",
          "schedule",
          "slots",
          "status",
          "version");

  private EngineId() {}

  /** What no engine may call itself. */
  static Set<String> reserved() {
    return ImmutableSet.<String>builder().addAll(COMMANDS).addAll(ClusterSettings.keys()).build();
  }

  /** What is wrong with a module's id; empty if nothing is. */
  static Optional<String> problem(EngineCatalog.Entry entry) {
    String id = entry.module().id();
    if (!FORM.matcher(id).matches()) {
      return Optional.of(
          "the engine of %s has the id '%s': expected 1 to 63 lower-case letters, digits and '-', a letter first"
              .formatted(entry.described(), id));
    }
    if (reserved().contains(id)) {
      return Optional.of(
          "the engine of %s has the id '%s', which is a command or a key of the configuration: choose another one"
              .formatted(entry.described(), id));
    }
    return Optional.empty();
  }
}
