package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.RdsFault;
import io.ec2cluster.rds.standin.RdsStandIn.Call;
import io.ec2cluster.rds.standin.StandInInstance;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever happens to the requests, the fleet ends as it was asked for. */
class FaultsIT {
  private static final String SMALL = "db.t3.micro";

  @Property(tries = 25)
  void fleetEndsAsAskedForUnderFaults(
      @ForAll @IntRange(min = 1, max = 8) int listed,
      @ForAll @IntRange(max = 8) int existing,
      @ForAll @IntRange(min = 1, max = 8) int wanted,
      @ForAll("faults") @Size(max = 25) List<RdsFault> faults,
      @ForAll long seed) {
    try (RdsStage stage = new RdsStage(cluster(listed), Durations.usual(), seed)) {
      stage.account().put(StandInInstance.standalone("m1", SMALL)).pages(5);
      IntStream.range(0, existing)
          .forEach(i -> stage.account().put(StandInInstance.replica("s" + i, "m1", SMALL)));
      stage.account().put(StandInInstance.replica("theirs", "m1", SMALL));
      // Four times: what is out of date is three changes old, and the master older.
      IntStream.range(0, 4)
          .forEach(i -> stage.account().put(StandInInstance.standalone("other", SMALL)));
      stage.rds().next(faults);

      Report report = stage.create("c", wanted);

      int expected = Math.min(listed, wanted);
      assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE);
      assertThat(ours(stage, listed))
          .containsExactlyElementsOf(IntStream.range(0, expected).mapToObj(i -> "s" + i).toList());
      assertThat(stage.account().instances()).containsKeys("m1", "theirs", "other");
      assertThat(stage.account().readersLeftByDeletions()).allMatch(left -> left >= 1);
      assertThat(stage.rds().calls("DescribeDBInstances")).allMatch(Call::isNarrow);
      // A listed id beyond the configuration is nobody's: it must have been left alone.
      IntStream.range(listed, existing)
          .forEach(i -> assertThat(stage.account().instances()).containsKey("s" + i));
    }
  }

  @Provide
  Arbitrary<List<RdsFault>> faults() {
    return Arbitraries.of(
            RdsFault.THROTTLE,
            RdsFault.SERVER_ERROR,
            RdsFault.LOST_ANSWER,
            RdsFault.LOST_REQUEST,
            RdsFault.STALE)
        .list();
  }

  private static List<String> ours(RdsStage stage, int listed) {
    Map<String, StandInInstance> all = stage.account().instances();
    return IntStream.range(0, listed).mapToObj(i -> "s" + i).filter(all::containsKey).toList();
  }

  private static String cluster(int listed) {
    String replicas =
        IntStream.range(0, listed)
            .mapToObj(i -> "{id: s%d}".formatted(i))
            .collect(Collectors.joining(", "));
    return "{clusters: {c: {master: {instance-id: m1}, replicas: [%s]}}}".formatted(replicas);
  }
}
