package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.RefusedException;
import io.ec2cluster.postgres.ReplicationConnection.Identity;
import io.ec2cluster.role.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AncestryTest {
  private static final Path DATA = Path.of("/data");
  private static final Identity PRIMARY = new Identity("1", 3, Lsn.parse("0/9000000"));
  private static final TimelineHistory HISTORY =
      TimelineHistory.parse(3, "1\t0/3000000\tx\n2\t0/5000000\ty\n");

  @Test
  void otherClusterIsRefusedWithBothIdentities() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> Ancestry.requireSame(DATA, "11", "22", "10.0.0.1"))
        .withMessageContainingAll("11", "22", "10.0.0.1");
  }

  @Test
  void standbyBehindItsPrimaryMayFollow() {
    assertFollows(control(3, "0/8000000", "in archive recovery"), Role.REPLICA, false);
    assertFollows(control(2, "0/5000000", "shut down in recovery"), Role.REPLICA, false);
  }

  @Test
  void standbyThatHasMoreThanItsPrimaryIsRefused() {
    assertRefused(control(3, "0/9000001", "in archive recovery"), Role.REPLICA, "has more");
    assertRefused(control(2, "0/5000001", "shut down in recovery"), Role.REPLICA, "went on after");
  }

  @Test
  void orderlyStoppedPrimaryFollowsIfItsLastRecordIsBeforeTheFork() {
    assertFollows(control(2, "0/4FFFF00", "shut down"), Role.PRIMARY, false);
    assertRefused(control(2, "0/5000000", "shut down"), Role.PRIMARY, "went on after");
  }

  @Test
  void crashedPrimaryIsRefusedBecauseItsEndIsNotKnown() {
    assertRefused(control(2, "0/4000000", "in production"), Role.PRIMARY, "did not stop in order");
  }

  @Test
  void primaryOnThePrimarysOwnTimelineIsRefused() {
    assertRefused(control(3, "0/4000000", "shut down"), Role.PRIMARY, "own timeline");
  }

  @Test
  void laterAndUnknownTimelinesAreRefused() {
    assertRefused(control(4, "0/1", "shut down"), Role.REPLICA, "later timeline");
    TimelineHistory other = TimelineHistory.parse(3, "1\t0/3000000\tx\n");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(
            () ->
                Ancestry.requireAncestor(
                    DATA, control(2, "0/1", "shut down"), Role.REPLICA, false, PRIMARY, other))
        .withMessageContainingAll("never was on", "rejoin");
  }

  @Test
  void restoredBackupMayFollowFromBeforeTheFork() {
    assertFollows(control(3, "0/4000000", "in production"), Role.PRIMARY, true);
    assertFollows(control(2, "0/4000000", "in production"), Role.PRIMARY, true);
  }

  private static void assertFollows(ControlFile local, Role madeFor, boolean backup) {
    assertThatCode(() -> Ancestry.requireAncestor(DATA, local, madeFor, backup, PRIMARY, HISTORY))
        .doesNotThrowAnyException();
  }

  private static void assertRefused(ControlFile local, Role madeFor, String why) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> Ancestry.requireAncestor(DATA, local, madeFor, false, PRIMARY, HISTORY))
        .withMessageContainingAll(why, "rejoin");
  }

  private static ControlFile control(int timeline, String checkpoint, String state) {
    return new ControlFile(
        "1", state, Lsn.parse(checkpoint), timeline, Lsn.parse("0/0"), 0, 16384, true);
  }
}
