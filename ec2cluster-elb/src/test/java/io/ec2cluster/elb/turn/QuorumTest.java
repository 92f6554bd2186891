package io.ec2cluster.elb.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.RefusedException;
import io.ec2cluster.config.Fraction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumTest {
  private static final List<String> SHARES = List.of("1/2", "2/3", "0.67", "75%", "90%");

  @Test
  void theThreeFormsAreExact() {
    assertThat(quorum("2/3", 1).floor(3)).isEqualTo(2);
    assertThat(quorum("0.67", 1).floor(3)).isEqualTo(3);
    assertThat(quorum("67%", 1).floor(100)).isEqualTo(67);
    assertThat(quorum("0.1", 1).floor(1_000_000_000_000L)).isEqualTo(100_000_000_000L);
  }

  @Test
  void theMinimumCountsWhereTheShareIsLess() {
    Quorum quorum = quorum("1/2", 3);

    assertThat(quorum.floor(4)).isEqualTo(3);
    assertThat(quorum.mayBeOut(4)).isEqualTo(1);
    assertThat(quorum.mayBeOut(3)).isZero();
    assertThat(quorum.mayBeOut(2)).isZero();
    assertThat(quorum.floor(10)).isEqualTo(5);
  }

  @Test
  void aThousandInstancesLeaveAThirdAtATime() {
    assertThat(quorum("2/3", 1).mayBeOut(1000)).isEqualTo(333);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0%", "0/5", "1", "100%", "3/3", "1.5", "7/3"})
  void aShareThatMeansNothingIsRefused(String share) {
    assertThatThrownBy(() -> quorum(share, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("quorum: found " + Fraction.parse(share))
        .hasMessageContaining("above 0 and below 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.5", "-1/2", "half", "", "1/0"})
  void whatIsNoFractionIsRefused(String share) {
    assertThatThrownBy(() -> quorum(share, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a fraction");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aMinimumBelowOneIsRefused(int minimum) {
    assertThatThrownBy(() -> quorum("1/2", minimum))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("min-instances: found " + minimum)
        .hasMessageContaining("--allow-zero");
  }

  @ParameterizedTest
  @CsvSource({
    "0.67, 1, 3, a quorum of 2/3 or less would let one",
    "2/3, 1, 2, a quorum of 1/2 or less would let one",
    "99%, 1, 50, a quorum of 49/50 or less would let one",
    "1/2, 3, 3, min-instances of 2 or less would let one",
    "90%, 9, 3, a quorum of 2/3 or less and min-instances of 2 or less would let one",
  })
  void aFloorThatLetsNobodyLeaveIsRefusedWithWhatWould(
      String share, int minimum, long fleet, String message) {
    assertThatThrownBy(() -> quorum(share, minimum).floorThatLetsOneLeave(fleet, true))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theNamedQuorumLetsOneLeaveAndTheNextLargerDoesNot() {
    for (int fleet = 2; fleet <= 200; fleet++) {
      Quorum largest = new Quorum(Fraction.of(fleet - 1, fleet), 1);
      Quorum above = new Quorum(Fraction.of(1000L * (fleet - 1) + 1, 1000L * fleet), 1);

      assertThat(largest.mayBeOut(fleet)).isEqualTo(1);
      assertThat(above.mayBeOut(fleet)).isZero();
    }
  }

  @Test
  void theOnlyInstanceLeavesByAllowZeroAlone() {
    Quorum quorum = quorum("2/3", 1);

    assertThat(quorum.floorThatLetsOneLeave(1, true)).isZero();
    assertThatThrownBy(() -> quorum.floorThatLetsOneLeave(1, false))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--allow-zero");
  }

  @Test
  void theDocumentedTableIsWhatIsComputed() throws IOException {
    List<String> documented =
        Files.readAllLines(Path.of("..", "docs", "elb.md")).stream()
            .filter(line -> line.startsWith("| fleet |") || line.matches("\\| \\d+ \\|.*"))
            .toList();

    assertThat(documented).isEqualTo(table());
  }

  private static List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(row("fleet", SHARES.stream().map("quorum %s"::formatted)));
    for (int fleet = 1; fleet <= 10; fleet++) {
      int n = fleet;
      lines.add(row(String.valueOf(fleet), SHARES.stream().map(share -> cell(share, n))));
    }
    return lines;
  }

  private static String cell(String share, int fleet) {
    Quorum quorum = quorum(share, 1);
    return "%d, %d".formatted(quorum.floor(fleet), quorum.mayBeOut(fleet));
  }

  private static String row(String first, Stream<String> rest) {
    return Stream.concat(Stream.of(first), rest).collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static Quorum quorum(String share, int minimum) {
    return new Quorum(Fraction.parse(share), minimum);
  }
}
