package io.ec2cluster.calendar;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.ec2cluster.calendar.CronField.Unit;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.MonthDay;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Five fields as cron reads them: minute, hour, day of the month, month, day of the week
 * (crontab(5)). Where both fields of days are limited, either of them is enough; where one begins
 * with a star, both must hold.
 */
public final class CronCalendar {
  private static final int FIELDS = 5;

  private final CronField minute;
  private final CronField hour;
  private final CronField day;
  private final CronField month;
  private final CronField weekday;

  private CronCalendar(List<String> words) {
    minute = CronField.parse(Unit.MINUTE, words.get(0));
    hour = CronField.parse(Unit.HOUR, words.get(1));
    day = CronField.parse(Unit.DAY, words.get(2));
    month = CronField.parse(Unit.MONTH, words.get(3));
    weekday = CronField.parse(Unit.WEEKDAY, words.get(4));
  }

  /**
   * The calendar that a text of five fields gives; empty for a text of another number of fields,
   * which only systemd may understand.
   *
   * @throws IllegalArgumentException if there are five and one of them is wrong, or no day fits
   */
  public static Optional<CronCalendar> find(String text) {
    List<String> words = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().splitToList(text);
    if (words.size() != FIELDS) {
      return Optional.empty();
    }
    CronCalendar calendar = new CronCalendar(words);
    if (!calendar.isEither() && !calendar.hasDay()) {
      throw new IllegalArgumentException(
          "found day "
              + calendar.day.text()
              + " of month "
              + calendar.month.text()
              + ", expected a day that this month has");
    }
    return Optional.of(calendar);
  }

  private boolean hasDay() {
    return month.values().stream().anyMatch(m -> day.values().first() <= Month.of(m).maxLength());
  }

  /** Whether one of the two fields of days is enough. */
  private boolean isEither() {
    return !day.isStar() && !weekday.isStar();
  }

  /**
   * A moment at which both hold, for people: {@code Mon 1 Jan, 08:00}. Exact, without a look at any
   * year: in the 400 years after which the calendar repeats itself every day of the year, the 29th
   * of February too, falls on every day of the week.
   */
  public Optional<String> commonMoment(CronCalendar other) {
    Optional<Integer> commonHour = common(hour, other.hour);
    Optional<Integer> commonMinute = common(minute, other.minute);
    if (commonHour.isEmpty() || commonMinute.isEmpty()) {
      return Optional.empty();
    }
    return Arrays.stream(Month.values())
        .flatMap(m -> IntStream.rangeClosed(1, m.maxLength()).mapToObj(d -> MonthDay.of(m, d)))
        .flatMap(date -> Arrays.stream(DayOfWeek.values()).map(weekday -> Map.entry(date, weekday)))
        .filter(at -> hasDay(at.getKey(), at.getValue()))
        .filter(at -> other.hasDay(at.getKey(), at.getValue()))
        .findFirst()
        .map(at -> words(at.getKey(), at.getValue(), commonHour.get(), commonMinute.get()));
  }

  private static Optional<Integer> common(CronField some, CronField others) {
    return some.values().stream().filter(others.values()::contains).findFirst();
  }

  private boolean hasDay(MonthDay date, DayOfWeek of) {
    boolean byDay = day.values().contains(date.getDayOfMonth());
    boolean byWeekday = weekday.values().contains(of.getValue() % 7);
    return month.values().contains(date.getMonthValue())
        && (isEither() ? byDay || byWeekday : byDay && byWeekday);
  }

  private static String words(MonthDay date, DayOfWeek weekday, int hour, int minute) {
    return String.format(
        Locale.ROOT,
        "%s %d %s, %02d:%02d",
        weekday.getDisplayName(TextStyle.SHORT, Locale.ENGLISH),
        date.getDayOfMonth(),
        date.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH),
        hour,
        minute);
  }

  /** The five fields. */
  public String fields() {
    return String.join(" ", minute.text(), hour.text(), day.text(), month.text(), weekday.text());
  }

  /**
   * The same for systemd (systemd.time(7), "Calendar Events"): a timer elapses when one of the
   * expressions holds. Both use the machine's time zone.
   */
  public List<String> onCalendar() {
    String anyDay = date("*");
    String ofMonth = date(day.isEvery() ? "*" : numbers(day));
    if (!isEither()) {
      return List.of(weekdays() + ofMonth);
    }
    return day.isEvery() || weekday.isEvery()
        ? List.of(anyDay)
        : List.of(ofMonth, weekdays() + anyDay);
  }

  private String date(String days) {
    return "*-"
        + (month.isEvery() ? "*" : numbers(month))
        + "-"
        + days
        + " "
        + (hour.isEvery() ? "*" : numbers(hour))
        + ":"
        + (minute.isEvery() ? "*" : numbers(minute))
        + ":00";
  }

  private static String numbers(CronField field) {
    return field.values().stream()
        .map(value -> String.format(Locale.ROOT, "%02d", value))
        .collect(Collectors.joining(","));
  }

  private String weekdays() {
    return weekday.isEvery()
        ? ""
        : weekday.values().stream().map(CronCalendar::name).collect(Collectors.joining(",")) + " ";
  }

  private static String name(int weekday) {
    return DayOfWeek.of(weekday == 0 ? 7 : weekday).getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
  }

  @Override
  public String toString() {
    return fields();
  }
}
