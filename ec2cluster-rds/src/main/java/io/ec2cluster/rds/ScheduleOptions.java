package io.ec2cluster.rds;

import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Options of {@code schedule}. */
record ScheduleOptions(
    @Setting(value = "cluster of the configuration; all of them without it", positional = true)
        Optional<String> cluster,
    @Setting(value = "for cron or for systemd", defaultValue = "cron") Format format,
    @Setting("file of clusters, instead of the configuration's") Optional<Path> clusters) {
  /** What is to run the entries. */
  enum Format {
    /** Lines of a user's crontab. */
    CRON,
    /** Services and timers. */
    SYSTEMD
  }
}
