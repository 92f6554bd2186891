package io.ec2cluster.cli;

import io.ec2cluster.cli.Core.Configured;
import java.util.List;
import java.util.Optional;

/** Reads the configuration and reports every problem at once. */
record ConfigCheck(Core core) implements Action {
  /** The answer as JSON, of a configuration without problems. */
  record Checked(Optional<String> file, List<Record> problems) {}

  @Override
  public Subject subject() {
    return Subject.command("config check");
  }

  @Override
  public int run(Call call) {
    Configured configured = core.configure(call.options());
    String text = configured.file().orElse("no configuration file") + ": no problems";
    return call.presentation().listing(text, new Checked(configured.file(), List.of()));
  }
}
