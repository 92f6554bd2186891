package io.ec2cluster.script;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.RunnableProgram;
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
                    "program " + setting,
                    "",
                    () -> RunnableProgram.look("script." + setting, arguments.get(0), machine)));
          }
        });
    return inspections;
  }
}
