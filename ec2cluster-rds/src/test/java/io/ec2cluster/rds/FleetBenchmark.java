package io.ec2cluster.rds;

import io.ec2cluster.Outcome;
import io.ec2cluster.rds.ManyClusters.Client;
import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.RdsStandIn.Call;
import io.ec2cluster.rds.standin.StandInInstance;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measures, on a simulated clock, how long fleets take; prints Markdown. */
final class FleetBenchmark {
  private static final int REPLICAS = 15;
  private static final long SEED = 20261122;
  private static final String SMALL = "db.t3.micro";

  private FleetBenchmark() {}

  /** Prints the tables. */
  public static void main(String[] arguments) {
    oneFleet();
    manyClusters();
  }

  private static void oneFleet() {
    Random random = new Random(SEED);
    Map<String, IntFunction<Duration>> kinds = new LinkedHashMap<>();
    kinds.put("equal: 12 min each", i -> Duration.ofMinutes(12));
    kinds.put(
        "one slow: 8 min, the 8th 25 min", i -> Duration.ofMinutes(i == REPLICAS / 2 ? 25 : 8));
    kinds.put("random: 5 to 30 min", i -> Duration.ofSeconds(random.nextLong(300, 1801)));
    print(
        "| 0 to 15 replicas, durations | slowest, min | create-cluster, min | of the slowest | requests, of them looks | one after the other, min | of the slowest | requests |",
        "|---|---|---|---|---|---|---|---|");
    kinds.forEach(FleetBenchmark::oneFleet);
    print("");
  }

  private static void oneFleet(String kind, IntFunction<Duration> durations) {
    Map<String, Duration> creations =
        IntStream.range(0, REPLICAS)
            .boxed()
            .collect(Collectors.toMap(i -> "s" + i, durations::apply));
    Duration slowest = Collections.max(creations.values());
    Run together = run(creations, List.of(REPLICAS));
    Run serial = run(creations, IntStream.rangeClosed(1, REPLICAS).boxed().toList());
    print(
        "| %s | %.1f | %.1f | %.2f | %d, %d | %.1f | %.2f | %d |"
            .formatted(
                kind,
                minutes(slowest),
                minutes(together.took()),
                ratio(together.took(), slowest),
                together.requests(),
                together.looks(),
                minutes(serial.took()),
                ratio(serial.took(), slowest),
                serial.requests()));
  }

  /** Asks for these numbers of replicas, one after the other: 1, 2, 3… is the serial order. */
  private static Run run(Map<String, Duration> creations, List<Integer> numbers) {
    String list =
        IntStream.range(0, REPLICAS)
            .mapToObj("{id: s%d}"::formatted)
            .collect(Collectors.joining(", "));
    String section = "{clusters: {c: {master: {instance-id: m1}, replicas: [%s]}}}".formatted(list);
    try (RdsStage stage = new RdsStage(section, Durations.usual().withCreations(creations), SEED)) {
      stage.account().put(StandInInstance.standalone("m1", SMALL));
      for (int number : numbers) {
        if (stage.create("c", number).outcome() != Outcome.DONE) {
          throw new IllegalStateException("not done: " + number);
        }
      }
      return new Run(
          stage.time().elapsed(),
          stage.rds().calls().size(),
          stage.rds().calls("DescribeDBInstances").size());
    }
  }

  private static void manyClusters() {
    print(
        "| 100 clusters at once | done | median, min | last, min | requests | of them refused | greatest rate, a second | lost to refusals, median, s | greatest, s |",
        "|---|---|---|---|---|---|---|---|---|");
    for (int replicas : List.of(2, 5, REPLICAS)) {
      for (OptionalInt limit : List.of(OptionalInt.empty(), OptionalInt.of(12))) {
        manyClusters(replicas, limit);
      }
    }
  }

  private static void manyClusters(int replicas, OptionalInt limit) {
    ManyClusters.Result result = new ManyClusters(100, replicas, limit).run(SEED);
    print(
        "| %d replicas each, %s | %d of %d | %.1f | %.1f | %,d | %,d | %d | %.0f | %.0f |"
            .formatted(
                replicas,
                limit.isPresent() ? limit.getAsInt() + " requests a second" : "no limit",
                result.clients().stream()
                    .filter(client -> client.report().outcome() == Outcome.DONE)
                    .count(),
                result.clients().size(),
                of(result.clients(), client -> client.took().toSeconds(), 50) / 60.0,
                of(result.clients(), client -> client.took().toSeconds(), 100) / 60.0,
                result.calls().size(),
                result.throttled(),
                greatestRate(result.calls()),
                (double) of(result.clients(), client -> client.lost().toSeconds(), 50),
                (double) of(result.clients(), client -> client.lost().toSeconds(), 100)));
  }

  private static long greatestRate(List<Call> calls) {
    return calls.stream()
        .collect(Collectors.groupingBy(call -> call.at().toSeconds(), Collectors.counting()))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  private static long of(List<Client> clients, ToLongFunction<Client> value, int percent) {
    List<Long> sorted = clients.stream().mapToLong(value).sorted().boxed().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private static double minutes(Duration duration) {
    return duration.toMillis() / 60_000.0;
  }

  private static double ratio(Duration duration, Duration of) {
    return minutes(duration) / minutes(of);
  }

  private static void print(String... lines) {
    Stream.of(lines).forEach(System.out::println);
  }

  private record Run(Duration took, int requests, int looks) {}
}
