package io.ec2cluster.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The translation against a reading of both notations by the letter of their manuals. */
class CronCalendarPropertiesTest {
  private static final LocalDateTime START = LocalDateTime.of(2024, 1, 1, 0, 0);

  @Property(tries = 300)
  void cronAndSystemdAgreeOnEveryMinute(
      @ForAll("calendars") List<String> fields, @ForAll("offsets") List<Long> minutes) {
    List<String> events = CronCalendar.find(String.join(" ", fields)).orElseThrow().onCalendar();

    for (long offset : minutes) {
      LocalDateTime time = START.plusMinutes(offset);
      assertThat(events.stream().anyMatch(event -> elapses(event, time)))
          .as("%s as %s at %s", fields, events, time)
          .isEqualTo(runs(fields, time));
    }
  }

  /** In 28 years without a skipped leap year every date falls on every day of the week. */
  @Property(tries = 100)
  void commonMomentIsFoundWhereThereIsOne(
      @ForAll("calendars") List<String> some, @ForAll("calendars") List<String> others) {
    boolean found =
        CronCalendar.find(String.join(" ", some))
            .orElseThrow()
            .commonMoment(CronCalendar.find(String.join(" ", others)).orElseThrow())
            .isPresent();

    boolean both =
        IntStream.range(0, 24 * 60)
            .mapToObj(START::plusMinutes)
            .filter(time -> runsAtTime(some, time) && runsAtTime(others, time))
            .findFirst()
            .stream()
            .flatMap(
                first ->
                    first
                        .toLocalDate()
                        .datesUntil(LocalDate.of(2052, 1, 1))
                        .map(day -> day.atTime(first.toLocalTime())))
            .anyMatch(time -> runs(some, time) && runs(others, time));
    assertThat(found).as("%s and %s", some, others).isEqualTo(both);
  }

  private static boolean runsAtTime(List<String> fields, LocalDateTime time) {
    return holds(fields.get(0), time.getMinute(), 0) && holds(fields.get(1), time.getHour(), 0);
  }

  /** crontab(5). */
  static boolean runs(List<String> fields, LocalDateTime time) {
    int weekday = time.getDayOfWeek().getValue() % 7;
    boolean day = holds(fields.get(2), time.getDayOfMonth(), 1);
    boolean dayOfWeek =
        holds(fields.get(4), weekday, 0) || (weekday == 0 && holds(fields.get(4), 7, 0));
    boolean both = fields.get(2).startsWith("*") || fields.get(4).startsWith("*");
    return holds(fields.get(0), time.getMinute(), 0)
        && holds(fields.get(1), time.getHour(), 0)
        && holds(fields.get(3), time.getMonthValue(), 1)
        && (both ? day && dayOfWeek : day || dayOfWeek);
  }

  private static boolean holds(String field, int value, int first) {
    return Splitter.on(',').splitToStream(field).anyMatch(item -> itemHolds(item, value, first));
  }

  private static boolean itemHolds(String item, int value, int first) {
    List<String> stepped = Splitter.on('/').splitToList(item);
    int step = stepped.size() > 1 ? Integer.parseInt(stepped.get(1)) : 1;
    if (stepped.get(0).equals("*")) {
      return (value - first) % step == 0;
    }
    List<String> ends = Splitter.on('-').splitToList(stepped.get(0));
    int from = Integer.parseInt(ends.get(0));
    int to = Integer.parseInt(ends.get(ends.size() - 1));
    return value >= from && value <= to && (value - from) % step == 0;
  }

  /** systemd.time(7), as much of it as the translation uses. */
  private static boolean elapses(String event, LocalDateTime time) {
    List<String> parts = Splitter.on(' ').splitToList(event);
    List<String> date = Splitter.on('-').splitToList(parts.get(parts.size() - 2));
    List<String> clock = Splitter.on(':').splitToList(parts.get(parts.size() - 1));
    String weekday = time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    return (parts.size() == 2 || Splitter.on(',').splitToList(parts.get(0)).contains(weekday))
        && date.get(0).equals("*")
        && listed(date.get(1), time.getMonthValue())
        && listed(date.get(2), time.getDayOfMonth())
        && listed(clock.get(0), time.getHour())
        && listed(clock.get(1), time.getMinute())
        && clock.get(2).equals("00");
  }

  private static boolean listed(String component, int value) {
    return component.equals("*")
        || Splitter.on(',').splitToList(component).contains("%02d".formatted(value));
  }

  @Provide
  Arbitrary<List<String>> calendars() {
    return Combinators.combine(field(0, 59), field(0, 23), field(1, 29), field(1, 12), field(0, 7))
        .as(List::of);
  }

  @Provide
  Arbitrary<List<Long>> offsets() {
    return Arbitraries.longs().between(0, 2L * 365 * 24 * 60).list().ofSize(200);
  }

  private static Arbitrary<String> field(int first, int last) {
    Arbitrary<Integer> number = Arbitraries.integers().between(first, last);
    Arbitrary<Integer> step = Arbitraries.integers().between(2, 7);
    Arbitrary<String> range =
        Combinators.combine(number, number).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
    Arbitrary<String> item =
        Arbitraries.oneOf(
            number.map(Object::toString),
            range,
            Combinators.combine(range, step).as((of, by) -> of + "/" + by));
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.just("*")),
        Tuple.of(1, step.map(by -> "*/" + by)),
        Tuple.of(3, item.list().ofMinSize(1).ofMaxSize(3).map(i -> String.join(",", i))));
  }
}
