package io.ec2cluster.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The translation, read by systemd itself. */
class SystemdCalendarIT {
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final int ELAPSES = 40;
  private static final LocalDateTime START = LocalDateTime.of(2027, 12, 28, 0, 0);
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final Pattern ELAPSE =
      Pattern.compile(".*(?:Next elapse|Iter\\. #[0-9]+): [A-Z][a-z]{2} ([0-9: -]{19}) UTC");

  @BeforeAll
  static void systemdIsInstalled() {
    assertThat(ANALYZE)
        .as("this test needs systemd-analyze: install it (Debian: apt-get install systemd)")
        .isExecutable();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 8 * * *",
        "0 1,8,17 * * 1-5",
        "*/15 9-17/2 * * *",
        "30 2 1,15 * 1",
        "0 3 */10 * 7",
        "0 0 29 2 *",
        "0 0 29 2 5",
        "59 23 31 * 7",
        "5 4 * 1,7 0-6",
        "0 12 1-31 * 2"
      })
  void systemdElapsesWhenCronRuns(String fields) throws IOException, InterruptedException {
    CronCalendar calendar = CronCalendar.find(fields).orElseThrow();
    TreeSet<LocalDateTime> elapses = new TreeSet<>();
    for (String event : calendar.onCalendar()) {
      elapses.addAll(elapses(event));
    }

    List<LocalDateTime> runs = runs(fields, ELAPSES);

    assertThat(elapses.stream().limit(ELAPSES).toList()).isEqualTo(runs);
  }

  /** By the letter of crontab(5). */
  private static List<LocalDateTime> runs(String fields, int count) {
    List<String> words = Splitter.on(' ').splitToList(fields);
    List<String> daily = List.of(words.get(0), words.get(1), "*", "*", "*");
    List<LocalTime> times =
        IntStream.range(0, 24 * 60)
            .mapToObj(START::plusMinutes)
            .filter(time -> CronCalendarPropertiesTest.runs(daily, time))
            .map(LocalDateTime::toLocalTime)
            .toList();
    return IntStream.iterate(0, day -> day + 1)
        .mapToObj(START.toLocalDate()::plusDays)
        .flatMap(day -> times.stream().map(day::atTime))
        .filter(time -> CronCalendarPropertiesTest.runs(words, time))
        .limit(count)
        .toList();
  }

  private static List<LocalDateTime> elapses(String event)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("elapses", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
                  ANALYZE.toString(),
                  "calendar",
                  "--iterations=" + ELAPSES,
                  "--base-time=" + FORM.format(START.minusSeconds(1)) + " UTC",
                  event)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("TZ", "UTC");
      assertThat(builder.start().waitFor()).as(event).isZero();
      List<LocalDateTime> found = new ArrayList<>();
      for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
        Matcher matcher = ELAPSE.matcher(line);
        if (matcher.matches()) {
          found.add(LocalDateTime.parse(matcher.group(1), FORM));
        }
      }
      return found;
    } finally {
      Files.delete(output);
    }
  }
}
