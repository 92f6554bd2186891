package io.ec2cluster.rds;

import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCall;
import io.ec2cluster.aws.AwsRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;

/**
 * The numbers of CloudWatch that we read, of any number of instances at once. A failure that passes
 * is repeated, up to {@code aws.retry-deadline}. Safe for use by several threads.
 */
final class CloudWatchApi {
  /** RDS sends its numbers every minute (User Guide, "Amazon CloudWatch metrics for RDS"). */
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** What is older says nothing about now. */
  private static final Duration RECENT = Duration.ofMinutes(15);

  private static final String NAMESPACE = "AWS/RDS";
  private static final String DIMENSION = "DBInstanceIdentifier";

  private final Supplier<CloudWatchClient> client;
  private final AwsRetry retry;
  private final Time time;

  CloudWatchApi(Supplier<CloudWatchClient> client, AwsRetry retry, Time time) {
    this.client = client;
    this.retry = retry;
    this.time = time;
  }

  /** What is read (User Guide, "Amazon CloudWatch instance-level metrics for Amazon RDS"). */
  enum Metric {
    /** Network connections of clients; those of RDS itself are not among them. */
    CONNECTIONS("DatabaseConnections"),
    /** How many seconds a replica is behind its source; -1 where it does not follow. */
    LAG("ReplicaLag");

    private final String id;

    Metric(String id) {
      this.id = id;
    }

    /** Its name in CloudWatch. */
    String id() {
      return id;
    }
  }

  /**
   * The largest value of a minute.
   *
   * @param at when the minute began
   */
  record Datapoint(Instant at, double value) {}

  /** The newest value of each instance that has one of the last quarter of an hour. */
  Map<String, Datapoint> newest(Metric metric, List<String> instances) {
    if (instances.isEmpty()) {
      return Map.of();
    }
    Instant now = time.now();
    GetMetricDataRequest request =
        GetMetricDataRequest.builder()
            .startTime(now.minus(RECENT))
            .endTime(now)
            .scanBy(ScanBy.TIMESTAMP_DESCENDING)
            .metricDataQueries(queries(metric, instances))
            .build();
    Map<String, Datapoint> newest = new HashMap<>();
    @Nullable String token = null;
    do {
      GetMetricDataResponse page = page(metric, request.toBuilder().nextToken(token).build());
      page.metricDataResults().forEach(result -> add(result, instances, newest));
      token = page.nextToken();
    } while (token != null && !token.isEmpty());
    return newest;
  }

  private GetMetricDataResponse page(Metric metric, GetMetricDataRequest request) {
    return retry.run(
        AwsCall.reading(
            "read " + metric.id() + " of the cluster's instances", "cloudwatch:GetMetricData"),
        earlier -> client.get().getMetricData(request));
  }

  private static List<MetricDataQuery> queries(Metric metric, List<String> instances) {
    List<MetricDataQuery> queries = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      String id = queryId(i);
      Dimension instance = Dimension.builder().name(DIMENSION).value(instances.get(i)).build();
      queries.add(
          MetricDataQuery.builder()
              .id(id)
              .metricStat(
                  stat ->
                      stat.stat("Maximum")
                          .period(Math.toIntExact(PERIOD.toSeconds()))
                          .metric(
                              of ->
                                  of.namespace(NAMESPACE)
                                      .metricName(metric.id())
                                      .dimensions(instance)))
              .build());
    }
    return queries;
  }

  /** An id has to begin with a small letter and holds no '-' (API reference, MetricDataQuery). */
  private static String queryId(int index) {
    return "m" + index;
  }

  /** The values come with the newest first; the newest of all pages counts. */
  private static void add(
      MetricDataResult result, List<String> instances, Map<String, Datapoint> newest) {
    if (result.timestamps().isEmpty() || result.values().isEmpty()) {
      return;
    }
    Datapoint point = new Datapoint(result.timestamps().get(0), result.values().get(0));
    instances.stream()
        .filter(instance -> queryId(instances.indexOf(instance)).equals(result.id()))
        .forEach(
            instance ->
                newest.merge(
                    instance,
                    point,
                    (first, second) -> second.at().isAfter(first.at()) ? second : first));
  }
}
