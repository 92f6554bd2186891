package io.ec2cluster.internal.template;

import com.google.common.collect.ImmutableSortedSet;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.Template;
import io.ec2cluster.internal.config.NearestName;
import io.ec2cluster.internal.config.Quoted;
import java.util.Map;
import java.util.Optional;

/** The variables of one template. */
record Variables(Template template, Map<String, String> values) {
  /** A variable's value, or an error that lists the known ones. */
  String get(String name, String place) {
    return Optional.ofNullable(values.get(name)).orElseThrow(() -> unknown(name, place));
  }

  /** An error of the template. */
  UsageException malformed(String place, String found, String expected) {
    return new UsageException(where(place) + "found " + found + ", expected " + expected);
  }

  private UsageException unknown(String name, String place) {
    String known =
        values.isEmpty()
            ? "there are none"
            : "known are " + String.join(", ", ImmutableSortedSet.copyOf(values.keySet()));
    String suggestion =
        NearestName.find(name, values.keySet())
            .map(nearest -> "; did you mean '" + nearest + "'?")
            .orElse("");
    return new UsageException(
        where(place) + "no variable " + Quoted.of(name) + ": " + known + suggestion);
  }

  private String where(String place) {
    return "template at " + template.origin() + ", " + place + ": ";
  }
}
