package io.ec2cluster.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.doctor.DoctorReport.Entry;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Finding.Verdict;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.doctor.Inspection.Look;
import io.ec2cluster.internal.doctor.Examination.Part;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExaminationTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void findingsComeInTheOrderOfTheInspectionsAndAreCounted() throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    DoctorReport report =
        examine(
            LONG,
            inspection(
                "first",
                () -> {
                  assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
                  return Finding.ok("a");
                }),
            inspection("second", () -> Finding.warning("b", "do c")),
            inspection(
                "third",
                () -> {
                  last.countDown();
                  return Finding.notChecked("d");
                }));

    assertThat(report)
        .isEqualTo(
            new DoctorReport(
                0,
                1,
                List.of(
                    new Entry("test", "first", Verdict.OK, "a", ""),
                    new Entry("test", "second", Verdict.WARNING, "b", "do c"),
                    new Entry("test", "third", Verdict.NOT_CHECKED, "d", ""))));
    assertThat(report.exitCode()).isZero();
  }

  @Test
  void whatALookThrowsIsAProblemWithTheFixOfItsInspection() throws InterruptedException {
    DoctorReport report =
        examine(
            LONG,
            inspection(
                "known",
                () -> {
                  throw new EnvironmentException("the disk\n  is gone");
                }),
            inspection(
                "fault",
                () -> {
                  throw new IllegalStateException("oh");
                }),
            inspection(
                "error",
                () -> {
                  throw new NoClassDefFoundError("Gone");
                }),
            inspection("fine", () -> Finding.ok("all the same")));

    assertThat(report.problems()).isEqualTo(3);
    assertThat(report.exitCode()).isEqualTo(10);
    assertThat(report.findings().get(0))
        .isEqualTo(new Entry("test", "known", Verdict.PROBLEM, "the disk; is gone", "mend known"));
    assertThat(report.findings().get(1).found()).contains("IllegalStateException: oh");
    assertThat(report.findings().get(1).fix()).contains("report it");
    assertThat(report.findings().get(2).found()).contains("NoClassDefFoundError");
    assertThat(report.findings().get(3).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void oneThatHangsIsGivenUpAndTheOthersAreTold() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    DoctorReport report =
        examine(
            SHORT,
            inspection(
                "hangs",
                () -> {
                  try {
                    never.await();
                  } finally {
                    interrupted.countDown();
                  }
                  return Finding.ok("never");
                }),
            inspection("fine", () -> Finding.ok("at once")));

    assertThat(report.findings().get(0).verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(report.findings().get(0).found()).startsWith("no answer within ");
    assertThat(report.findings().get(0).fix()).contains("can be reached").endsWith("mend hangs");
    assertThat(report.findings().get(1).found()).isEqualTo("at once");
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneThatDoesNotHeedItsInterruptionIsLeftBehind() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    DoctorReport report =
        examine(
            SHORT,
            inspection(
                "deaf",
                () -> {
                  while (true) {
                    try {
                      end.await();
                      return Finding.ok("too late");
                    } catch (InterruptedException deaf) {
                      // Goes on waiting, as a read from a socket does.
                    }
                  }
                }));
    end.countDown();

    assertThat(report.findings().get(0).verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(report.findings().get(0).found()).startsWith("no answer within ");
  }

  @Test
  void aPartThatCannotSayWhatToLookAtIsAProblemAndHidesNoOther() throws InterruptedException {
    DoctorReport report =
        new Examination(LONG)
            .of(
                List.of(
                    new Part(
                        "broken",
                        () -> {
                          throw new EnvironmentException("no settings");
                        }),
                    new Part("other", () -> List.of(inspection("fine", () -> Finding.ok("a"))))));

    assertThat(report.findings())
        .containsExactly(
            new Entry("broken", "inspections", Verdict.PROBLEM, "no settings", ""),
            new Entry("other", "fine", Verdict.OK, "a", ""));
  }

  @Test
  void whatIsNotKnownIsNotLookedAt() throws InterruptedException {
    DoctorReport report =
        examine(
            LONG,
            Inspection.of(
                "port",
                "",
                () -> {
                  throw new EnvironmentException("no program");
                },
                "programs",
                found -> () -> Finding.ok("never")));

    assertThat(report.findings().get(0))
        .isEqualTo(
            new Entry(
                "test",
                "port",
                Verdict.NOT_CHECKED,
                "what it takes is not known: see programs",
                ""));
  }

  @Test
  void anInterruptedExaminationEnds() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> examine(LONG, inspection("a", () -> Finding.ok("b"))));
  }

  private static Inspection inspection(String subject, Look look) {
    return new Inspection(subject, "mend " + subject, look);
  }

  private static DoctorReport examine(Duration longest, Inspection... inspections)
      throws InterruptedException {
    return new Examination(longest).of(List.of(new Part("test", () -> List.of(inspections))));
  }
}
