package io.ec2cluster.rds;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.RdsStandIn;
import io.ec2cluster.rds.standin.RdsStandIn.Call;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clusters of one account that are sized at the same moment, each by a client of its own with an
 * SDK client of its own: from their masters alone to all their replicas.
 *
 * @param clusters how many
 * @param replicas how many each
 * @param limit how many requests a second RDS admits, of all clients together; empty: all
 */
record ManyClusters(int clusters, int replicas, OptionalInt limit) {
  /**
   * What became of one client.
   *
   * @param report the report
   * @param took how long it took
   * @param lost how much of that lay between a refused request and its next one
   */
  record Client(Report report, Duration took, Duration lost) {}

  /**
   * What became of all.
   *
   * @param clients of each client
   * @param instances how many instances there were at the end
   * @param calls the requests
   */
  record Result(List<Client> clients, int instances, List<Call> calls) {
    boolean allDone() {
      return clients.stream().allMatch(client -> client.report().outcome() == Outcome.DONE);
    }

    long throttled() {
      return calls.stream().filter(Call::throttled).count();
    }
  }

  Result run(long seed) {
    FakeTime clock = new FakeTime();
    Turns turns = new Turns(clock, seed);
    try (RdsStandIn rds = RdsStandIn.start(clock, Durations.usual())) {
      limit.ifPresent(rds::limited);
      IntStream.range(0, clusters)
          .forEach(i -> rds.account().put(StandInInstance.standalone("m" + i, "db.t3.micro")));
      rds.onTheWay(turns::answerTime);
      List<Timed> timed =
          turns.run(
              IntStream.range(0, clusters)
                  .<Callable<Timed>>mapToObj(i -> () -> sized(i, rds, turns, seed))
                  .toList());
      Map<String, Duration> lost = lost(rds.calls());
      return new Result(
          IntStream.range(0, clusters)
              .mapToObj(
                  i ->
                      new Client(
                          timed.get(i).report(),
                          timed.get(i).took(),
                          lost.getOrDefault(key(i), Duration.ZERO)))
              .toList(),
          rds.account().instances().size(),
          rds.calls());
    }
  }

  private Timed sized(int number, RdsStandIn rds, Turns turns, long seed) {
    try (RdsNode node =
        new RdsNode(section(number), environment(number, rds), turns, seed + number)) {
      long begun = turns.nanos();
      Report report = node.run("create-cluster", Map.of("cluster", List.of("c")));
      return new Timed(report, Duration.ofNanos(turns.nanos() - begun));
    }
  }

  private String section(int number) {
    String list =
        IntStream.range(0, replicas)
            .mapToObj(i -> "{id: m%d-s%d}".formatted(number, i))
            .collect(Collectors.joining(", "));
    return "{clusters: {c: {master: {instance-id: m%d}, replicas: [%s]}}}".formatted(number, list);
  }

  private static Map<String, String> environment(int number, RdsStandIn rds) {
    return Map.of(
        "AWS_ENDPOINT_URL_RDS",
        rds.endpoint().toString(),
        "AWS_REGION",
        "eu-west-1",
        "AWS_ACCESS_KEY_ID",
        key(number),
        "AWS_SECRET_ACCESS_KEY",
        "testing");
  }

  private static String key(int number) {
    return "client" + number;
  }

  /** Of each client: from every refused request to its next one. */
  private static Map<String, Duration> lost(List<Call> calls) {
    Map<String, Call> last = new HashMap<>();
    Map<String, Duration> lost = new HashMap<>();
    for (Call call : calls) {
      Optional.ofNullable(last.put(call.client(), call))
          .filter(Call::throttled)
          .ifPresent(
              refused -> lost.merge(call.client(), call.at().minus(refused.at()), Duration::plus));
    }
    return lost;
  }

  private record Timed(Report report, Duration took) {}
}
