package io.ec2cluster.cli;

import io.ec2cluster.cli.Core.Configured;
import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.doctor.DoctorReport.Entry;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.spi.Query;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code doctor [ENGINE…]}: looks at everything that operations need on this node. Without an
 * engine: the configured one, and those that the configuration has a section of.
 */
record DoctorCommand(Core core) implements Action {
  private static final String NAME = "doctor";
  private static final String SUMMARY =
      "look for what would keep operations from working on this node; changes nothing";

  /** The command with its arguments. */
  static Branch branch(Core core) {
    return new Branch(NAME, SUMMARY, () -> command(new DoctorCommand(core)));
  }

  private static CommandSpec command(DoctorCommand action) {
    return Commands.plain(NAME, SUMMARY, action)
        .addPositional(
            ChosenEngines.parameter("whose needs to look at; else those of the configuration"));
  }

  @Override
  public Subject subject() {
    return Subject.command(NAME);
  }

  @Override
  public int run(Call call) {
    Configured configured = core.configure(call.options());
    List<String> engines = ChosenEngines.of(core, configured, call);
    List<Entry> findings = new ArrayList<>(own(configured, engines));
    findings.addAll(configured.doctor(engines, call.progress()).findings());
    DoctorReport report = DoctorReport.of(findings);
    return call.presentation()
        .answer(subject(), new Query.Answer(report, DoctorText.of(report), report.exitCode()));
  }

  /** What the tool itself tells. Whatever is wrong in the file has ended the command before. */
  private List<Entry> own(Configured configured, List<String> engines) {
    List<Entry> entries = new ArrayList<>();
    entries.add(Entry.of("core", "configuration", configuration(configured, engines)));
    for (String problem : core.catalog().problems()) {
      Finding left = Finding.warning(problem, "mend it, or take it out of the folder of plug-ins");
      entries.add(Entry.of("core", "plug-ins", left));
    }
    return entries;
  }

  private static Finding configuration(Configured configured, List<String> engines) {
    String file = configured.file().orElse("no configuration file");
    return engines.isEmpty()
        ? Finding.warning(
            file + ", and no engine is configured: only what all need is looked at",
            "set 'engine', or name engines: 'ec2cluster doctor ENGINE'")
        : Finding.ok(file + "; engines: " + String.join(", ", engines));
  }
}
