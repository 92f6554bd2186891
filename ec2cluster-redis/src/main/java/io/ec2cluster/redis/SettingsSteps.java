package io.ec2cluster.redis;

import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Writes the settings of a role into the file that ec2cluster owns. */
final class SettingsSteps {
  private final Server server;
  private final Role role;
  private final Supplier<Assignment> assignment;

  SettingsSteps(Server server, Role role, Supplier<Assignment> assignment) {
    this.server = server;
    this.role = role;
    this.assignment = assignment;
  }

  Step step() {
    return Step.named("write the settings")
        .description(
            "Write the settings of a "
                + role.label()
                + " into "
                + server.layout().includeFile()
                + ", which "
                + server.layout().configFile()
                + " includes at its end")
        .check(step -> server.config().holds(values()) ? Check.State.DONE : Check.State.NEEDED)
        .action(step -> write());
  }

  void write() {
    server.makePlaces();
    server.config().write(values());
  }

  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>(server.serverSettings().places());
    values.putAll(server.serverSettings().common());
    values.put(
        ServerSettings.REPLICAOF,
        role == Role.PRIMARY
            ? ServerSettings.noPrimary()
            : ServerSettings.primary(assignment.get()));
    return values;
  }
}
