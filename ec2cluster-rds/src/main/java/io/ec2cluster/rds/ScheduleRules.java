package io.ec2cluster.rds;

import io.ec2cluster.config.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;

/** What the entries of a schedule must keep together. */
final class ScheduleRules {
  private static final String KEY = "schedule";

  private ScheduleRules() {}

  /**
   * What is wrong.
   *
   * @param floor how few replicas an operation may leave
   */
  static List<InvalidSettingException> check(List<ScheduleEntry> entries, int floor) {
    List<InvalidSettingException> found = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      ScheduleEntry entry = entries.get(i);
      if (entry.maxReplicas().filter(most -> most < floor).isPresent()) {
        found.add(
            new InvalidSettingException(
                KEY,
                "found max-replicas: %d at '%s', expected keep-at-least (%d) or more"
                    .formatted(entry.maxReplicas().get(), entry.calendar(), floor)));
      }
      entries.subList(i + 1, entries.size()).stream()
          .flatMap(other -> entry.collision(other).stream())
          .forEach(problem -> found.add(new InvalidSettingException(KEY, problem)));
    }
    return found;
  }
}
