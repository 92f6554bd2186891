package io.ec2cluster.rds.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A request of GetMetricData (API reference), as strict as CloudWatch. */
record MetricQueries(Instant from, Instant to, List<Query> queries) {
  private static final Pattern ID = Pattern.compile("[a-z][a-zA-Z0-9_]*");
  private static final String PREFIX = "MetricDataQueries.member.";

  record Query(String id, String series) {}

  static MetricQueries of(Map<String, String> form) {
    if (!required(form, "Action").equals("GetMetricData")
        || !required(form, "Version").equals("2010-08-01")) {
      throw new RdsError(400, "InvalidAction", "no action " + form.get("Action"));
    }
    if (!required(form, "ScanBy").equals("TimestampDescending")) {
      throw RdsError.invalid("the stand-in answers with the newest first");
    }
    Instant from = Instant.parse(required(form, "StartTime"));
    Instant to = Instant.parse(required(form, "EndTime"));
    if (!from.isBefore(to)) {
      throw RdsError.invalid("StartTime must be less than EndTime");
    }
    List<Query> queries = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 1; form.containsKey(PREFIX + i + ".Id"); i++) {
      Query query = query(form, PREFIX + i + ".");
      if (!ids.add(query.id())) {
        throw RdsError.invalid("the id " + query.id() + " is not unique");
      }
      queries.add(query);
    }
    return new MetricQueries(from, to, queries);
  }

  private static Query query(Map<String, String> form, String prefix) {
    String id = required(form, prefix + "Id");
    String stat = prefix + "MetricStat.";
    Duration period = Duration.ofSeconds(Long.parseLong(required(form, stat + "Period")));
    if (!ID.matcher(id).matches() || period.toSeconds() % 60 != 0 || period.isZero()) {
      throw RdsError.invalid("Id " + id + ", Period " + period);
    }
    if (!required(form, stat + "Stat").equals("Maximum")
        || !required(form, stat + "Metric.Namespace").equals("AWS/RDS")
        || !required(form, stat + "Metric.Dimensions.member.1.Name")
            .equals("DBInstanceIdentifier")) {
      throw RdsError.invalid("no such metric");
    }
    return new Query(
        id,
        required(form, stat + "Metric.MetricName")
            + "/"
            + required(form, stat + "Metric.Dimensions.member.1.Value"));
  }

  private static String required(Map<String, String> form, String name) {
    String value = form.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new RdsError(400, "MissingParameter", "no parameter " + name);
    }
    return value;
  }
}
