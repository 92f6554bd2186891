package io.ec2cluster.script;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.host.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the configured programs are there. */
final class ScriptInspections {
  private ScriptInspections() {}

  static List<Inspection> of(ScriptSettings settings, Machine machine) {
    Map<String, List<String>> programs =
        ImmutableMap.<String, List<String>>builder()
            .put("primary", settings.primary())
            .put("replica", settings.replica())
            .put("promote", settings.promote())
            .put("demote", settings.demote())
            .put("start", settings.start())
            .put("stop", settings.stop())
            .put("check", settings.check())
            .buildOrThrow();
    List<Inspection> inspections = new ArrayList<>();
    programs.forEach(
        (setting, arguments) -> {
          if (!arguments.isEmpty()) {
            inspections.add(
                new Inspection(
                    "program " + setting, "", () -> look(setting, arguments.get(0), machine)));
          }
        });
    return inspections;
  }

  private static Finding look(String setting, String program, Machine machine) {
    boolean found =
        program.contains("/")
            ? Files.isRegularFile(Path.of(program)) && Files.isExecutable(Path.of(program))
            : machine.find(program).isPresent();
    return found
        ? Finding.ok(program + " can be run")
        : Finding.problem(
            program
                + (program.contains("/")
                    ? " is no file that this user may execute"
                    : " is in none of the folders of PATH"),
            "install it, make it executable (chmod +x), or correct script." + setting);
  }
}
