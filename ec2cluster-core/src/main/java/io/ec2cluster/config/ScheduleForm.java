package io.ec2cluster.config;

/** What runs the jobs of the {@code schedule}. */
public enum ScheduleForm {
  /** systemd where it runs this machine, else cron where it is installed. */
  AUTO,
  /** Files in {@code /etc/cron.d}. */
  CRON,
  /** Services and timers in {@code /etc/systemd/system}. */
  SYSTEMD
}
