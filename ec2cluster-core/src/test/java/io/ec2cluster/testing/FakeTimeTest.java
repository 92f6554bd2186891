package io.ec2cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeTimeTest {
  private final FakeTime time = new FakeTime();

  @Test
  void pauseMovesBothReadingsAndIsRemembered() throws InterruptedException {
    time.sleep(Duration.ofHours(1));

    assertThat(time.now()).isEqualTo(FakeTime.START.plusSeconds(3600));
    assertThat(time.nanos()).isEqualTo(Duration.ofHours(1).toNanos());
    assertThat(time.pauses()).containsExactly(Duration.ofHours(1));
  }

  @Test
  void whatIsScheduledHappensAtItsMomentAndInItsOrder() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    time.after(Duration.ofSeconds(3), () -> seen.add("b" + time.elapsed()));
    time.after(
        Duration.ofSeconds(1),
        () -> {
          seen.add("a" + time.elapsed());
          time.after(Duration.ofSeconds(1), () -> seen.add("nested" + time.elapsed()));
        });

    time.sleep(Duration.ofMillis(2999));

    assertThat(seen).containsExactly("aPT1S", "nestedPT2S");
    time.advance(Duration.ofMillis(1));
    assertThat(seen).containsExactly("aPT1S", "nestedPT2S", "bPT3S");
  }

  @Test
  void interruptedThreadDoesNotPause() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> time.sleep(Duration.ofSeconds(1)));
    assertThat(time.elapsed()).isZero();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void interruptionThatArrivesMeanwhileEndsThePause() {
    Thread sleeper = Thread.currentThread();
    time.after(Duration.ofSeconds(1), sleeper::interrupt);

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> time.sleep(Duration.ofSeconds(2)));
  }
}
