package io.ec2cluster.calendar;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.NavigableSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the five fields: its values, and whether it begins with a star, which decides how cron
 * joins the two fields of days (crontab(5)).
 *
 * @param text the field as it was written
 * @param values the values for which it holds
 * @param unit what it counts
 */
record CronField(String text, NavigableSet<Integer> values, Unit unit) {
  private static final Pattern ITEM =
      Pattern.compile("(\\*|([0-9A-Za-z]+)(?:-([0-9A-Za-z]+))?)(?:/([0-9]{1,4}))?");

  /** What a field counts. */
  enum Unit {
    MINUTE("minute", 0, 59, ImmutableList.of()),
    HOUR("hour", 0, 23, ImmutableList.of()),
    DAY("day of the month", 1, 31, ImmutableList.of()),
    MONTH(
        "month",
        1,
        12,
        ImmutableList.of(
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    WEEKDAY(
        "day of the week", 0, 7, ImmutableList.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    private final String label;
    private final int first;
    private final int last;
    private final ImmutableList<String> names;

    Unit(String label, int first, int last, ImmutableList<String> names) {
      this.label = label;
      this.first = first;
      this.last = last;
      this.names = names;
    }
  }

  /** Reads a field; refuses what some cron would read differently or not at all. */
  static CronField parse(Unit unit, String text) {
    ImmutableSortedSet.Builder<Integer> values = ImmutableSortedSet.naturalOrder();
    for (String item : Splitter.on(',').split(text)) {
      Matcher matcher = ITEM.matcher(item);
      if (!matcher.matches()) {
        throw refused(unit, item, "a number, a range, a list of them or '*', each with /step");
      }
      Range range = range(unit, item, matcher);
      for (int value = range.first; value <= range.last; value += range.step) {
        // 7 is Sunday too (crontab(5)).
        values.add(unit == Unit.WEEKDAY ? value % 7 : value);
      }
    }
    return new CronField(text, values.build(), unit);
  }

  private record Range(int first, int last, int step) {}

  private static Range range(Unit unit, String item, Matcher matcher) {
    boolean stepped = matcher.group(4) != null;
    int step = stepped ? Integer.parseInt(matcher.group(4)) : 1;
    if (step == 0) {
      throw refused(unit, item, "a step of 1 or more");
    }
    if (matcher.group(1).equals("*")) {
      return new Range(unit.first, unit == Unit.WEEKDAY ? 6 : unit.last, step);
    }
    int first = number(unit, item, matcher.group(2));
    if (matcher.group(3) == null) {
      if (stepped) {
        throw refused(
            unit, item, "a range before the step, such as " + first + "-" + unit.last + "/" + step);
      }
      return new Range(first, first, 1);
    }
    int last = number(unit, item, matcher.group(3));
    if (last < first) {
      throw refused(unit, item, "a range that does not go backwards");
    }
    return new Range(first, last, step);
  }

  private static int number(Unit unit, String item, String text) {
    int named = unit.names.indexOf(Ascii.toLowerCase(text));
    if (named >= 0) {
      return named + unit.first;
    }
    boolean digits = text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = digits ? Integer.parseInt(text) : -1;
    if (number < unit.first || number > unit.last) {
      throw refused(
          unit,
          item,
          unit.first
              + " to "
              + unit.last
              + (unit.names.isEmpty()
                  ? ""
                  : " or " + unit.names.get(0) + " to " + unit.names.get(unit.names.size() - 1)));
    }
    return number;
  }

  private static IllegalArgumentException refused(Unit unit, String item, String expected) {
    return new IllegalArgumentException(
        "found '" + item + "' as " + unit.label + ", expected " + expected);
  }

  /** Whether cron takes it for a star, which a star with a step is too. */
  boolean isStar() {
    return text.startsWith("*");
  }

  /** Whether it holds always. */
  boolean isEvery() {
    int count = unit.last - unit.first + (unit == Unit.WEEKDAY ? 0 : 1);
    return values.size() == count;
  }
}
