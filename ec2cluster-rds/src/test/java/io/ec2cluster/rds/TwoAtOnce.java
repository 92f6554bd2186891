package io.ec2cluster.rds;

import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.RdsFault;
import io.ec2cluster.rds.standin.RdsStandIn;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Two sizings of one cluster on one simulated clock, their requests interleaved by a seed. */
final class TwoAtOnce implements AutoCloseable {
  static final int LISTED = 6;
  private static final String SMALL = "db.t3.micro";

  private final FakeTime clock = new FakeTime();
  private final RdsStandIn rds = RdsStandIn.start(clock, Durations.usual());
  private final Turns turns;
  private final long seed;

  TwoAtOnce(List<Integer> existing, List<RdsFault> faults, long seed) {
    this.turns = new Turns(clock, seed);
    this.seed = seed;
    rds.account()
        .put(StandInInstance.standalone("m1", SMALL))
        .put(StandInInstance.replica("theirs", "m1", SMALL));
    existing.forEach(i -> rds.account().put(StandInInstance.replica("s" + i, "m1", SMALL)));
    rds.next(faults).onTheWay(turns::answerTime);
  }

  /** Asks for so many replicas, the second one some time after the first. */
  List<Report> run(int first, int second, Duration later) {
    return turns.run(List.of(sizing(first, Duration.ZERO, 1), sizing(second, later, 2)));
  }

  /** Asks once more, alone. */
  Report again(int number) {
    return turns.run(List.of(sizing(number, Duration.ZERO, 3))).get(0);
  }

  private Callable<Report> sizing(int number, Duration later, int salt) {
    return () -> {
      turns.sleep(later);
      try (RdsNode node = new RdsNode(section(), environment(), turns, seed + salt)) {
        return node.run(
            "create-cluster",
            Map.of("cluster", List.of("c"), "max-replicas", List.of("" + number)));
      }
    };
  }

  private static String section() {
    String list =
        IntStream.range(0, LISTED)
            .mapToObj("{id: s%d}"::formatted)
            .collect(Collectors.joining(", "));
    return "{clusters: {c: {master: {instance-id: m1}, replicas: [%s]}}}".formatted(list);
  }

  private Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_RDS",
        rds.endpoint().toString(),
        "AWS_REGION",
        "eu-west-1",
        "AWS_ACCESS_KEY_ID",
        "testing",
        "AWS_SECRET_ACCESS_KEY",
        "testing");
  }

  RdsStandIn rds() {
    return rds;
  }

  Duration elapsed() {
    return clock.elapsed();
  }

  /** The listed replicas that there are, in order. */
  List<String> fleet() {
    return firsts(LISTED).stream().filter(rds.account().instances()::containsKey).toList();
  }

  /** The first ones of the list. */
  static List<String> firsts(int number) {
    return IntStream.range(0, number).mapToObj(i -> "s" + i).toList();
  }

  @Override
  public void close() {
    rds.close();
  }
}
