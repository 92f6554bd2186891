package io.ec2cluster.rds;

import java.util.List;
import java.util.Optional;

/**
 * What {@code schedule} answers.
 *
 * @param entries the entries in the configuration's order
 */
record ScheduleReport(List<Entry> entries) {
  /** Copies the list. */
  ScheduleReport {
    entries = List.copyOf(entries);
  }

  /**
   * An entry.
   *
   * @param cluster its cluster
   * @param number its place in the cluster's list, from 1
   * @param calendar cron's five fields
   * @param onCalendar the same for systemd: one of them is enough
   * @param demand what it asks for, in words
   * @param replicas what gives the cluster its number of replicas
   * @param master what gives the master its class
   */
  record Entry(
      String cluster,
      int number,
      String calendar,
      List<String> onCalendar,
      String demand,
      Optional<List<String>> replicas,
      Optional<List<String>> master) {}
}
