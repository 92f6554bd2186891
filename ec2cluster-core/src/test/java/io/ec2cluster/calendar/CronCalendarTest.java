package io.ec2cluster.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronCalendarTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *          | *-*-* *:*:00",
        "0 3 * * *          | *-*-* 03:00:00",
        "*/15 * * * *       | *-*-* *:00,15,30,45:00",
        "5-59/20 1,13 * * * | *-*-* 01,13:05,25,45:00",
        "0 0 1 1,jul *      | *-01,07-01 00:00:00",
        "30 2 * * mon-fri   | Mon,Tue,Wed,Thu,Fri *-*-* 02:30:00",
        "30 2 * * 0         | Sun *-*-* 02:30:00",
        "30 2 * * 5-7       | Sun,Fri,Sat *-*-* 02:30:00",
        "30 2 * * 0-7       | *-*-* 02:30:00",
        "0 3 29 2 *         | *-02-29 03:00:00",
      })
  void fiveFieldsBecomeOneCalendarEvent(String fields, String event) {
    assertThat(CronCalendar.find(fields).orElseThrow().onCalendar()).containsExactly(event);
  }

  @Test
  void twoLimitedFieldsOfDaysAreAlternativesAsInCron() {
    assertThat(CronCalendar.find("0 3 1,15 * mon").orElseThrow().onCalendar())
        .containsExactly("*-*-01,15 03:00:00", "Mon *-*-* 03:00:00");
  }

  @Test
  void aFieldOfDaysThatBeginsWithAStarMustHoldTogetherWithTheOther() {
    assertThat(CronCalendar.find("0 3 */10 * mon").orElseThrow().onCalendar())
        .containsExactly("Mon *-*-01,11,21,31 03:00:00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 8 * * *     | 0 8 * * 1-5     | Mon 1 Jan, 08:00",
        "0 8 * * 1-5   | 0 8 * * 6,0     | ",
        "0 8 1 * *     | 0 8 29 2 *      | ",
        "0 8 29 2 mon  | 0 8 * 2 mon     | Mon 1 Feb, 08:00",
        "0 8 29 2 *    | 0 8 * * sun     | Sun 29 Feb, 08:00",
        "*/20 8 * * *  | 10-50/10 8 * * * | Mon 1 Jan, 08:20",
        "0 1 * * *     | 0 8 * * *       | ",
        "0 8 1 * mon   | 0 8 2-31 * tue  | Tue 1 Jan, 08:00",
      })
  void momentAtWhichBothHoldIsNamed(String some, String others, @Nullable String moment) {
    assertThat(
            CronCalendar.find(some)
                .orElseThrow()
                .commonMoment(CronCalendar.find(others).orElseThrow()))
        .isEqualTo(Optional.ofNullable(moment));
  }

  @ParameterizedTest
  @ValueSource(strings = {"daily", "Mon *-*-* 03:00", "Mon,Tue *-*-* 03:00:00 Europe/Berlin", ""})
  void whatHasNotFiveFieldsIsNoneOfCrons(String text) {
    assertThat(CronCalendar.find(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60 * * * *     | found '60' as minute, expected 0 to 59",
        "0 24 * * *     | found '24' as hour, expected 0 to 23",
        "0 0 0 * *      | found '0' as day of the month, expected 1 to 31",
        "0 0 * 13 *     | found '13' as month, expected 1 to 12 or jan to dec",
        "0 0 * * 8      | found '8' as day of the week, expected 0 to 7 or sun to sat",
        "0 0 * * funday | found 'funday' as day of the week",
        "5/15 * * * *   | found '5/15' as minute, expected a range before the step, such as 5-59/15",
        "*/0 * * * *    | expected a step of 1 or more",
        "9-5 * * * *    | expected a range that does not go backwards",
        "1,,2 * * * *   | found '' as minute",
        "1~5 * * * *    | found '1~5' as minute",
        "-1 * * * *     | found '-1' as minute",
        "99999999999 * * * * | expected 0 to 59",
        "0 3 31 feb *   | found day 31 of month feb, expected a day that this month has",
      })
  void whatIsWrongIsNamedWithWhatWasExpected(String fields, String problem) {
    assertThatThrownBy(() -> CronCalendar.find(fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}
