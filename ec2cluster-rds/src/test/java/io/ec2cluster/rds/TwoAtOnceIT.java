package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.RdsFault;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Two sizings of one cluster at the same time: design note 22, over seeded interleavings. */
class TwoAtOnceIT {
  @Property(tries = 15)
  void sameDemandEndsInOneFleetForBoth(
      @ForAll("existing") List<Integer> existing,
      @ForAll @IntRange(min = 1, max = TwoAtOnce.LISTED) int demand,
      @ForAll @IntRange(max = 900) int later,
      @ForAll("faults") List<RdsFault> faults,
      @ForAll long seed) {
    try (TwoAtOnce both = new TwoAtOnce(existing, faults, seed)) {
      List<Report> reports = both.run(demand, demand, Duration.ofSeconds(later));

      assertThat(reports)
          .allSatisfy(
              report -> assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.DONE));
      assertThat(both.fleet()).isEqualTo(TwoAtOnce.firsts(demand));
      assertThat(both.rds().account().deleted())
          .doesNotHaveDuplicates()
          .doesNotContainAnyElementsOf(TwoAtOnce.firsts(demand));
      assertThat(both.rds().account().instances()).containsKeys("m1", "theirs");
    }
  }

  @Property(tries = 15)
  void differentDemandsEndInOneOfThemOrBothAreTold(
      @ForAll("existing") List<Integer> existing,
      @ForAll @IntRange(min = 1, max = TwoAtOnce.LISTED) int first,
      @ForAll @IntRange(min = 1, max = TwoAtOnce.LISTED) int second,
      @ForAll @IntRange(max = 900) int later,
      @ForAll long seed) {
    try (TwoAtOnce both = new TwoAtOnce(existing, List.of(), seed)) {
      List<Report> reports = both.run(first, second, Duration.ofSeconds(later));

      assertThat(reports)
          .allSatisfy(
              report ->
                  assertThat(report.outcome())
                      .as(report.message())
                      .isIn(Outcome.DONE, Outcome.NOT_REACHED));
      assertThat(both.rds().account().deleted())
          .doesNotContainAnyElementsOf(TwoAtOnce.firsts(Math.min(first, second)));
      assertThat(both.rds().account().instances()).containsKeys("m1", "theirs");
      if (reports.stream().anyMatch(report -> report.outcome() == Outcome.DONE)) {
        assertThat(both.fleet()).isIn(TwoAtOnce.firsts(first), TwoAtOnce.firsts(second));
      }
      // Nobody waits for the whole deadline for what the other one undoes.
      assertThat(both.elapsed()).isLessThan(Duration.ofSeconds(later).plusMinutes(35));

      assertThat(both.again(second).outcome()).isEqualTo(Outcome.DONE);
      assertThat(both.fleet()).isEqualTo(TwoAtOnce.firsts(second));
    }
  }

  /** Any of the listed replicas. */
  @Provide
  Arbitrary<List<Integer>> existing() {
    return Arbitraries.integers()
        .between(0, TwoAtOnce.LISTED - 1)
        .set()
        .ofMaxSize(TwoAtOnce.LISTED)
        .map(Set::stream)
        .map(ids -> ids.sorted().toList());
  }

  @Provide
  Arbitrary<List<RdsFault>> faults() {
    return Arbitraries.of(
            RdsFault.THROTTLE, RdsFault.SERVER_ERROR, RdsFault.LOST_ANSWER, RdsFault.LOST_REQUEST)
        .list()
        .ofMaxSize(8);
  }
}
