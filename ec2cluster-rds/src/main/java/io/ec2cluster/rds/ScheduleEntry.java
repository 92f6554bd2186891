package io.ec2cluster.rds;

import io.ec2cluster.calendar.CronCalendar;
import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From when on a cluster has another size.
 *
 * @param calendar cron's five fields
 * @param maxReplicas how many replicas there are from then on
 * @param masterClass the master's class from then on
 */
record ScheduleEntry(
    @Setting("when it begins: cron's five fields") String calendar,
    @Setting("how many replicas there shall be at most from then on") Optional<Integer> maxReplicas,
    @Setting("class that the master has from then on") Optional<String> masterClass) {
  /** Refuses what is no moment, and what asks for nothing. */
  ScheduleEntry {
    List<InvalidSettingException> found = new ArrayList<>();
    checkCalendar(calendar).ifPresent(found::add);
    if (maxReplicas.filter(most -> most < 0).isPresent()) {
      found.add(
          new InvalidSettingException(
              "max-replicas", "found " + maxReplicas.get() + ", expected 0 or more"));
    }
    masterClass
        .flatMap(given -> InstanceNaming.checkClass("master-class", given))
        .ifPresent(found::add);
    if (maxReplicas.isEmpty() && masterClass.isEmpty()) {
      found.add(
          new InvalidSettingException(
              "max-replicas", "found neither it nor master-class, expected one of them or both"));
    }
    InvalidSettingException.throwAll(found);
  }

  private static Optional<InvalidSettingException> checkCalendar(String calendar) {
    String problem;
    try {
      if (CronCalendar.find(calendar).isPresent()) {
        return Optional.empty();
      }
      problem =
          "found %s, expected cron's five fields: minute, hour, day of the month, month, day of the week, such as '0 8 * * *'"
              .formatted(InstanceNaming.shown(calendar));
    } catch (IllegalArgumentException wrong) {
      problem = wrong.getMessage() + ", in " + InstanceNaming.shown(calendar);
    }
    return Optional.of(new InvalidSettingException("calendar", problem));
  }

  /** When it begins. */
  CronCalendar moments() {
    return CronCalendar.find(calendar).orElseThrow();
  }

  /**
   * Why it and another cannot both be had: they begin at one moment and ask for different things.
   */
  Optional<String> collision(ScheduleEntry other) {
    if (!differ(maxReplicas, other.maxReplicas) && !differ(masterClass, other.masterClass)) {
      return Optional.empty();
    }
    return moments()
        .commonMoment(other.moments())
        .map(
            moment ->
                "found '%s' (%s) and '%s' (%s), which both begin on %s, expected one demand for every moment"
                    .formatted(calendar, demand(), other.calendar, other.demand(), moment));
  }

  private static boolean differ(Optional<?> some, Optional<?> other) {
    return some.isPresent() && other.isPresent() && !some.equals(other);
  }

  /** What it asks for, in words. */
  String demand() {
    List<String> parts = new ArrayList<>();
    maxReplicas.ifPresent(most -> parts.add("max-replicas: " + most));
    masterClass.ifPresent(given -> parts.add("master-class: " + given));
    return String.join(", ", parts);
  }
}
