package io.ec2cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.testing.contract.HostedZoneContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHostedZoneTest extends HostedZoneContract {
  private static final DnsName ZONE = DnsName.of("example.com");
  private static final RecordSet RECORD =
      RecordSet.of(DnsName.of("a.example.com"), RecordType.A, Duration.ofSeconds(60), "10.0.0.1");

  private final Path directory;

  LocalHostedZoneTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  protected LocalHostedZone open() {
    return new LocalHostedZone(directory.resolve("zone"), ZONE, Time.system());
  }

  @Test
  void readingAZoneThatWasNeverWrittenWritesNothing() {
    HostedZone zone = open();

    assertThat(zone.list(ZONE)).isEmpty();

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void everybodyMayReadTheFileAndTheOwnerAloneMayWriteIt() throws IOException {
    open().apply(create(RECORD));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open().file())))
        .isEqualTo("rw-r--r--");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("zone"))))
        .isEqualTo("rwxr-xr-x");
  }

  @Test
  void aRefusedBatchLeavesTheFileAsItWas() throws IOException {
    open().apply(create(RECORD));
    String before = Files.readString(open().file());

    assertThatThrownBy(() -> open().apply(create(RECORD)))
        .hasMessageContaining(open().file().toString())
        .hasMessageContaining("already exists");

    assertThat(Files.readString(open().file())).isEqualTo(before);
  }

  @Test
  void aTemporaryFileThatACrashLeftBehindMeansNothing() throws IOException {
    open().apply(create(RECORD));
    Path leftBehind = directory.resolve("zone/example.com.zone.tmp");
    Files.writeString(leftBehind, "half a zo");

    assertThat(open().list(ZONE)).containsExactly(RECORD);
    open().apply(ChangeBatch.commented("delete").delete(RECORD).build());

    assertThat(open().list(ZONE)).isEmpty();
    assertThat(leftBehind).doesNotExist();
  }

  @Test
  void anEmptiedFileIsDamageAndNoEmptyZone() throws IOException {
    open().apply(create(RECORD));
    Files.writeString(open().file(), "");

    assertThatThrownBy(() -> open().list(ZONE))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(open().file() + ":1: damaged zone file");
    assertThatThrownBy(() -> open().apply(create(RECORD))).isInstanceOf(EnvironmentException.class);
  }

  @Test
  void aZoneThatWasWrittenAndIsGoneIsNoEmptyZone() throws IOException {
    open().apply(create(RECORD));
    Files.delete(open().file());

    assertThatThrownBy(() -> open().list(ZONE))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("is gone: put a copy of it back");
    assertThatThrownBy(() -> open().apply(create(RECORD))).isInstanceOf(EnvironmentException.class);
  }

  @Test
  void nodesWithDifferentIdeasOfTheZoneDoNotEachWinTheRole() {
    open().apply(create(RECORD));
    for (String other : new String[] {"db.example.com", "com"}) {
      HostedZone overlapping =
          new LocalHostedZone(directory.resolve("zone"), DnsName.of(other), Time.system());

      assertThatThrownBy(() -> overlapping.list(RECORD.name()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("overlaps with zone " + other)
          .hasMessageContaining("dns.zone");
      assertThatThrownBy(() -> overlapping.apply(create(RECORD)))
          .isInstanceOf(UsageException.class);
    }
  }

  @Test
  void zonesThatDoNotOverlapStandSideBySide() {
    open().apply(create(RECORD));
    HostedZone other =
        new LocalHostedZone(directory.resolve("zone"), DnsName.of("example.net"), Time.system());

    assertThat(other.list(DnsName.of("example.net"))).isEmpty();
  }

  @Test
  void aValueThatNoNameServerCouldLoadIsRefused() {
    RecordSet text = RecordSet.of(RECORD.name(), RecordType.TXT, Duration.ofSeconds(60), "\"\\9\"");

    assertThatThrownBy(() -> open().apply(create(text)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("'\\9\"' is no escape: expected a backslash and three octal digits")
        .hasMessageContaining("nothing was changed");

    assertThat(open().list(ZONE)).isEmpty();
  }

  @Test
  void anInterruptedThreadCanStillGiveARecordBack() {
    open().apply(create(RECORD));

    Thread.currentThread().interrupt();
    open().apply(ChangeBatch.commented("release").delete(RECORD).build());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(open().list(ZONE)).isEmpty();
  }

  @Test
  void aLockThatIsHeldForTooLongIsReportedWithItsFile() throws Exception {
    whileTheLockIsHeld(
        () ->
            assertThatThrownBy(
                    () ->
                        new LocalHostedZone(directory.resolve("zone"), ZONE, new SteppingTime())
                            .apply(create(RECORD)))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining(directory.resolve("zone/.lock").toString())
                .hasMessageContaining("for 30 s"));
  }

  @Test
  void waitingForTheLockEndsWithAnInterrupt() throws Exception {
    whileTheLockIsHeld(
        () -> {
          Thread.currentThread().interrupt();

          assertThatThrownBy(() -> open().apply(create(RECORD)))
              .isInstanceOf(InterruptedOperationException.class)
              .hasMessageContaining("nothing was changed");
          assertThat(Thread.interrupted()).isTrue();
        });
  }

  @Test
  void aDirectoryThatCannotBeMadeIsReportedWithUserAndPath() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "no directory");
    HostedZone zone = new LocalHostedZone(file.resolve("zone"), ZONE, Time.system());

    assertThatThrownBy(() -> zone.apply(create(RECORD)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("user '" + System.getProperty("user.name") + "' cannot write")
        .hasMessageContaining(file.resolve("zone").toString())
        .hasMessageContaining("--local-dir");
  }

  @Test
  void noFileIsLeftBehindByManyChanges() throws IOException {
    for (int i = 0; i < 5; i++) {
      open().apply(create(RECORD));
      open().apply(ChangeBatch.commented("delete").delete(RECORD).build());
    }

    try (Stream<Path> files = Files.list(directory.resolve("zone"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "example.com.zone", "example.com.written");
    }
  }

  private void whileTheLockIsHeld(Runnable action) throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    DirectoryLock lock =
        new DirectoryLock(new LocalDirectory(directory.resolve("zone")), Time.system());
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> holder =
          thread.submit(
              () ->
                  lock.hold(
                      () -> {
                        held.countDown();
                        return awaited(done);
                      }));
      held.await();
      action.run();
      done.countDown();
      assertThat(holder.get()).isTrue();
    } finally {
      thread.shutdownNow();
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ChangeBatch create(RecordSet recordSet) {
    return ChangeBatch.commented("create").create(recordSet).build();
  }
}
