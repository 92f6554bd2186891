package io.ec2cluster.rds.standin;

import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.StandInRequest;
import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.StandInServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A strict stand-in for CloudWatch's GetMetricData on the loopback interface, in the form that this
 * SDK speaks (query in, XML out). Values hold from when they are set, on the test's clock; the
 * newest minute is not there yet. Safe for use by several threads.
 */
public final class CloudWatchStandIn implements AutoCloseable {
  private static final Duration DELAY = Duration.ofSeconds(90);
  private static final int MOST_QUERIES = 500;

  private final FakeTime time;
  private final StandInServer server;
  private final Map<String, NavigableMap<Instant, Double>> values = new HashMap<>();
  private final List<Map<String, String>> calls = new ArrayList<>();
  private final Deque<RdsFault> faults = new ArrayDeque<>();
  private boolean denied;

  private CloudWatchStandIn(FakeTime time) {
    this.time = time;
    this.server = StandInServer.start(0, this::answer);
  }

  /** Starts one without values. */
  public static CloudWatchStandIn start(FakeTime time) {
    return new CloudWatchStandIn(time);
  }

  /** Where it listens. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** From now on a metric of an instance has this value. */
  public synchronized CloudWatchStandIn set(String metric, String instance, double value) {
    values.computeIfAbsent(metric + "/" + instance, none -> new TreeMap<>()).put(time.now(), value);
    return this;
  }

  /** A metric of an instance has had this value for a long time. */
  public synchronized CloudWatchStandIn always(String metric, String instance, double value) {
    values
        .computeIfAbsent(metric + "/" + instance, none -> new TreeMap<>())
        .put(Instant.EPOCH, value);
    return this;
  }

  /** Lets something happen to the next requests. */
  public synchronized void next(List<RdsFault> coming) {
    faults.addAll(coming);
  }

  /** Refuses everything from now on. */
  public synchronized void deny() {
    denied = true;
  }

  /** What arrived, in order. */
  public synchronized List<Map<String, String>> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    server.close();
  }

  private synchronized Optional<StandInResponse> answer(StandInRequest request) {
    Map<String, String> form = request.form();
    calls.add(form);
    Optional<RdsFault> fault = Optional.ofNullable(faults.poll());
    if (fault
        .filter(lost -> lost == RdsFault.LOST_ANSWER || lost == RdsFault.LOST_REQUEST)
        .isPresent()) {
      return Optional.empty();
    }
    try {
      if (denied) {
        throw new RdsError(
            403,
            "AccessDenied",
            "User: arn:aws:iam::123456789012:user/tester is not authorized to perform: cloudwatch:GetMetricData because no identity-based policy allows the cloudwatch:GetMetricData action");
      }
      if (fault.isPresent()) {
        throw fault.get() == RdsFault.THROTTLE
            ? new RdsError(400, "Throttling", "Rate exceeded")
            : new RdsError(500, "InternalFailure", "try again");
      }
      return Optional.of(data(form));
    } catch (RdsError refused) {
      return Optional.of(CloudWatchAnswers.error(refused));
    }
  }

  private StandInResponse data(Map<String, String> form) {
    MetricQueries asked = MetricQueries.of(form);
    if (asked.queries().isEmpty() || asked.queries().size() > MOST_QUERIES) {
      throw RdsError.invalid("MetricDataQueries: 1 to " + MOST_QUERIES);
    }
    Map<String, NavigableMap<Instant, Double>> found = new TreeMap<>();
    asked
        .queries()
        .forEach(query -> found.put(query.id(), series(query.series(), asked.from(), asked.to())));
    return CloudWatchAnswers.data(found);
  }

  /** A value for every whole minute for which there is one by now. */
  private NavigableMap<Instant, Double> series(String key, Instant from, Instant to) {
    NavigableMap<Instant, Double> set = values.getOrDefault(key, new TreeMap<>());
    NavigableMap<Instant, Double> series = new TreeMap<>();
    Instant known = time.now().minus(DELAY);
    for (Instant minute = from.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1));
        minute.isBefore(to) && !minute.isAfter(known);
        minute = minute.plus(Duration.ofMinutes(1))) {
      Instant at = minute;
      Optional.ofNullable(set.floorEntry(at)).ifPresent(entry -> series.put(at, entry.getValue()));
    }
    return series;
  }
}
