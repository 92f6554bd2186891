package io.ec2cluster.demo;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The options of every demonstration. */
public record DemoOptions(
    @Setting(
            value = "leave everything running at the end, and say how to look and how to stop it",
            defaultValue = "false")
        boolean keep,
    @Setting("stop what --keep left running, and remove its directory") Optional<Path> stop,
    @Setting(
            value =
                "fetch the software from the distribution's packages, also where it is installed",
            defaultValue = "false")
        boolean fetch,
    @Setting(
            "where the demo makes a directory of its own; by default where temporary files are kept")
        Optional<Path> directory) {
  /** Refuses options that say the opposite of each other. */
  public DemoOptions {
    if (stop.isPresent() && (keep || fetch || directory.isPresent())) {
      throw new InvalidSettingException(
          "stop", "found beside another option, expected it alone: it ends an earlier demo");
    }
  }

  /** A demo that removes what it made. */
  public static DemoOptions defaults() {
    return new DemoOptions(false, Optional.empty(), false, Optional.empty());
  }
}
