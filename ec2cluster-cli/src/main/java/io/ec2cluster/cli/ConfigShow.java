package io.ec2cluster.cli;

import io.ec2cluster.cli.Core.Configured;
import io.ec2cluster.config.EffectiveSetting;
import java.util.List;
import java.util.Optional;

/** Shows the values in force and where each came from; secrets hidden. */
record ConfigShow(Core core) implements Action {
  /** The answer as JSON. */
  record Shown(Optional<String> file, List<EffectiveSetting> settings) {}

  @Override
  public Subject subject() {
    return Subject.command("config show");
  }

  @Override
  public int run(Call call) {
    Configured configured = core.configure(call.options());
    Listing table = new Listing("KEY", "VALUE", "FROM");
    for (EffectiveSetting setting : configured.effective()) {
      table.row(setting.key(), setting.value(), setting.origin());
    }
    return call.presentation()
        .listing(table.text(), new Shown(configured.file(), configured.effective()));
  }
}
