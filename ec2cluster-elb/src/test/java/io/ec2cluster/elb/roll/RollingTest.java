package io.ec2cluster.elb.roll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.spi.StepContext;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeRecordTable;
import io.ec2cluster.testing.FakeTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RollingTest {
  private static final List<String> FIVE = List.of("a", "b", "c", "d", "e");
  private static final RollRecord ROLL = RollRecord.begin("web", "a", 1);

  private final FakeRecordTable table = new FakeRecordTable();
  private final StepContext step = FakeOperationContext.builder().build().progress();
  private final AtomicInteger seeds = new AtomicInteger();
  private final List<String> begun = Collections.synchronizedList(new ArrayList<>());

  @Test
  void asManyAsAreAllowedAtTheSameTimeAndNoneMore() throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    Rolling rolling =
        rolling(
            instance -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              two.countDown();
              two.await();
              running.decrementAndGet();
            });

    rolling.restart(FIVE, 2, 1, step);

    assertThat(most).hasValue(2);
    assertThat(rolling.record().done()).containsExactlyInAnyOrderElementsOf(FIVE);
    assertThat(book().read()).contains(rolling.record());
  }

  @Test
  void afterTheLastAllowedFailureNobodyIsBegunAndWhoIsUnderWayIsWaitedFor()
      throws InterruptedException {
    Rolling rolling =
        rolling(
            instance -> {
              begun.add(instance);
              if (instance.equals("b")) {
                throw new EnvironmentException("b is broken");
              }
              while (!isFailed("b")) {
                Thread.onSpinWait();
              }
            });

    assertThatThrownBy(() -> rolling.restart(FIVE, 2, 1, step))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("b")
        .hasMessageContaining("--resume");

    assertThat(book().read()).contains(ROLL.withDone("a").withFailed("b"));
    assertThat(begun).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void fewerFailuresThanAllowedEndItOnlyAtItsEnd() throws InterruptedException {
    Rolling rolling =
        rolling(
            instance -> {
              if (instance.equals("b")) {
                throw new EnvironmentException("b is broken");
              }
            });

    assertThatThrownBy(() -> rolling.restart(FIVE, 1, 2, step))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("failed on b")
        .hasMessageContaining("not begun none");
    assertThat(rolling.record().done()).containsExactly("a", "c", "d", "e");
    assertThat(rolling.record().failed()).containsExactly("b");
  }

  @Test
  void theFirstOnesFailureIsToldAsItIs() throws InterruptedException {
    Rolling rolling =
        rolling(
            instance -> {
              throw new UsageException("no service of that name");
            });

    assertThatThrownBy(() -> rolling.restart(List.of("a"), 1, 1, step))
        .isInstanceOf(UsageException.class)
        .hasMessage("no service of that name");
  }

  @Test
  void whoeverWasOvertakenBeginsNobodyMore() throws InterruptedException {
    Rolling rolling =
        rolling(
            instance -> {
              begun.add(instance);
              RollBook other = book();
              other.read();
              other.write(ROLL.takenOverBy("i-2"));
            });

    assertThatThrownBy(() -> rolling.restart(FIVE, 1, 1, step))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("somebody else");
    assertThat(begun).containsExactly("a");
  }

  @Test
  void interruptedItInterruptsWhoIsUnderWay() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(2);
    Thread self = Thread.currentThread();
    Rolling rolling =
        rolling(
            instance -> {
              if (begun.add(instance) && begun.size() == 2) {
                self.interrupt();
              }
              try {
                never.await();
              } catch (InterruptedException ended) {
                interrupted.countDown();
                throw ended;
              }
            });

    assertThatThrownBy(() -> rolling.restart(FIVE, 2, 1, step))
        .isInstanceOf(InterruptedException.class);
    assertThat(interrupted.getCount()).isZero();
    assertThat(begun).hasSize(2);
    assertThat(book().read()).contains(ROLL);
  }

  private boolean isFailed(String instance) {
    return book().read().filter(roll -> roll.failed().contains(instance)).isPresent();
  }

  private Rolling rolling(Rolling.Way way) throws InterruptedException {
    RollBook book = book();
    book.write(ROLL);
    return new Rolling(book, ROLL, way);
  }

  private RollBook book() {
    return new RollBook(
        new RecordStore(table, new FakeTime(), new Random(seeds.incrementAndGet())),
        RecordKey.of("elb", "roll", "web"),
        table.longestValue());
  }
}
