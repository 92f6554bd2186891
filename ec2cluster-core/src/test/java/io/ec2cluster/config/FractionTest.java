package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FractionTest {
  @ParameterizedTest
  @CsvSource({
    "2/3, 2/3",
    "4 / 6, 2/3",
    "67%, 67/100",
    "0.67, 67/100",
    "66.6 %, 333/500",
    "1, 1",
    "0%, 0",
    "150%, 3/2",
    "0.1, 1/10",
    "100/1, 100"
  })
  void formsAreReadExactly(String text, String lowestTerms) {
    assertThat(Fraction.parse(text)).hasToString(lowestTerms);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1/0", "-1", "-1/2", "1/-2", ".5", "5.", "1e2", "2/3%", "a", "1,5", "NaN", "1/2/3"
      })
  void whatIsNoFractionIsRefused(String text) {
    assertThatThrownBy(() -> Fraction.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not a fraction");
  }

  @Test
  void twoThirdsOfThreeIsTwoWhereADoubleWouldSayMore() {
    assertThat(Fraction.of(2, 3).ceilingOf(3)).isEqualTo(2);
    assertThat(Fraction.parse("67%").ceilingOf(3)).isEqualTo(3);
    assertThat(Fraction.parse("0.07").ceilingOf(100)).isEqualTo(7);
    assertThat(Fraction.parse("67%").floorOf(3)).isEqualTo(2);
    assertThat(Fraction.of(2, 3)).isLessThan(Fraction.parse("67%"));
  }

  @Property(tries = 500)
  void partsAreThoseOfExactArithmetic(
      @ForAll @LongRange(min = 0, max = 1000) long numerator,
      @ForAll @LongRange(min = 1, max = 1000) long denominator,
      @ForAll @LongRange(min = 0, max = 100_000) long whole) {
    BigDecimal product = BigDecimal.valueOf(numerator * whole);
    Fraction fraction = Fraction.of(numerator, denominator);

    assertThat(fraction.ceilingOf(whole))
        .isEqualTo(
            product
                .divide(BigDecimal.valueOf(denominator), 0, RoundingMode.CEILING)
                .longValueExact());
    assertThat(fraction.floorOf(whole))
        .isEqualTo(
            product
                .divide(BigDecimal.valueOf(denominator), 0, RoundingMode.FLOOR)
                .longValueExact());
    assertThat(Fraction.parse(fraction.toString())).isEqualTo(fraction);
  }
}
