package io.ec2cluster.script;

import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.contract.RoleEngineContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The software is a file: it runs while the file {@code running} exists. */
class ScriptEngineContractIT extends RoleEngineContract {
  private final Path folder;
  private final ScriptSettings settings;

  ScriptEngineContractIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.settings =
        ScriptSettings.of(
                program("primary", "echo primary > role"),
                program("replica", "echo replica > role"))
            .withStart(program("start", "touch running"))
            .withStop(program("stop", "rm -f running"))
            .withCheck(program("check", "test -e running || exit 3"));
    Files.createDirectory(folder.resolve("data"));
  }

  private List<String> program(String name, String body) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\ncd '%s' || exit 1\n%s\n".formatted(kept(), body));
    file.toFile().setExecutable(true);
    return List.of(file.toString());
  }

  @Override
  protected RoleEngine module() {
    return new ScriptEngine();
  }

  @Override
  protected String section() {
    return "{primary: [/opt/db/become-primary, --fast], replica: [/opt/db/become-replica],"
        + " check: [pgrep, db], timeout: 1m, port: 5432}";
  }

  @Override
  protected Map<String, String> refusedSections() {
    return Map.of(
        "{primary: [a]}", "replica",
        "{primary: [a], replica: [' ']}", "replica",
        "{primary: [a], replica: [b], timeout: 0s}", "timeout",
        "{primary: [a], replica: [b], port: 65536}", "port",
        "{primary: [a], replica: [b], chekc: [c]}", "chekc");
  }

  @Override
  protected FakeOperationContext context() {
    return FakeOperationContext.builder()
        .section(settings)
        .realCommands()
        .stateDirectory(kept().resolve("state"))
        .build();
  }

  @Override
  protected Assignment assignment(Role role) {
    return Assignments.of(role, 1);
  }

  @Override
  protected Path kept() {
    return folder.resolve("data");
  }
}
