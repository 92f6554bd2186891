package io.ec2cluster.etcd.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
  private static final int SIZE = 200 * 512;
  private final Path file;

  SnapshotFileTest(@TempDir Path directory) {
    file = directory.resolve("snapshot");
  }

  private static byte[] snapshot() {
    byte[] database = new byte[SIZE];
    new Random(1).nextBytes(database);
    return Bytes.concat(database, Hashing.sha256().hashBytes(database).asBytes());
  }

  @Test
  void aWholeOneIsTakenWithTheHashOfAllOfIt() throws IOException {
    Files.write(file, snapshot());

    SnapshotFile found = SnapshotFile.check("here", file);

    assertThat(found.size()).isEqualTo(SIZE + 32);
    assertThat(found.sha256()).isEqualTo(Hashing.sha256().hashBytes(snapshot()).toString());
  }

  @Test
  void oneThatIsCutShortChangedOrOfAnotherKindIsRefused() throws IOException {
    byte[] whole = snapshot();
    byte[] changed = whole.clone();
    changed[SIZE / 2] ^= 1;

    for (byte[] bad :
        List.of(
            new byte[0],
            Arrays.copyOf(whole, 32),
            Arrays.copyOf(whole, SIZE),
            Arrays.copyOf(whole, SIZE + 31),
            Arrays.copyOf(whole, SIZE - 512 + 32),
            changed)) {
      Files.write(file, bad);
      assertThatThrownBy(() -> SnapshotFile.check("s3://bucket/key", file))
          .isInstanceOf(RefusedException.class)
          .hasMessageContainingAll("s3://bucket/key", "no whole snapshot");
    }
  }

  @Test
  void addressesAreFilesOrObjects() {
    assertThat(SnapshotAddress.parse("--to", "s3://bucket/a/b/key"))
        .isEqualTo(new SnapshotAddress(Optional.of("bucket"), "a/b/", "key"))
        .hasToString("s3://bucket/a/b/key");
    assertThat(SnapshotAddress.parse("--to", "s3://name/key").folder()).isEmpty();
    assertThat(SnapshotAddress.parse("--to", "/var/backup/key"))
        .isEqualTo(new SnapshotAddress(Optional.empty(), "/var/backup", "key"));
    assertThat(SnapshotAddress.in("s3://bucket/prefix", "key"))
        .hasToString("s3://bucket/prefix/key");
    assertThat(SnapshotAddress.in("s3://bucket/", "key")).hasToString("s3://bucket/key");
    for (String bad :
        List.of(
            "s3://",
            "s3://bucket",
            "s3://bucket/",
            "s3://Bucket/key",
            "s3://b/k",
            "",
            "/",
            "/a/",
            "s3://bucket//key",
            "http://a/b")) {
      assertThatThrownBy(() -> SnapshotAddress.parse("--to", bad))
          .as(bad)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("--to");
    }
  }

  @Test
  void ownNamesAloneAreTakenForScheduledSnapshots() {
    SnapshotName old = new SnapshotName("main-db", Instant.parse("2026-11-22T04:05:00Z"), 9);
    SnapshotName late = new SnapshotName("main-db", Instant.parse("2026-11-22T04:35:00Z"), 12);

    assertThat(old).hasToString("main-db-20261122T040500Z-r9.snapshot");
    assertThat(
            SnapshotName.of(
                "main-db",
                List.of(
                    old.toString(),
                    "precious.snapshot",
                    late.toString(),
                    late + ".json",
                    "x-" + late,
                    "main-20261122T040500Z-r9.snapshot",
                    "main-db-20269999T040500Z-r9.snapshot",
                    "." + late + ".partial")))
        .containsExactly(late, old);
  }

  @Test
  void factsAreReadAsTheyWereWritten() throws IOException {
    SnapshotFacts facts =
        new SnapshotFacts("ab", 1, 2, 3, "cd", "3.4.23", Instant.parse("2026-11-22T04:05:00Z"));

    assertThat(SnapshotFacts.parse(facts.toJson())).isEqualTo(facts);
    assertThat(SnapshotFacts.of(facts.toMap())).isEqualTo(facts);
  }

  @Test
  void aDirectoryKeepsWholeFilesAndOverwritesNothing(@TempDir Path directory) throws IOException {
    Files.write(file, snapshot());
    DirectoryPlace place = new DirectoryPlace(directory.resolve("new"));
    SnapshotFacts facts = new SnapshotFacts("ab", 1, 2, 3, "cd", "3.4.23", Instant.EPOCH);

    place.keep("one", file, facts);

    assertThat(place.names()).containsExactlyInAnyOrder("one", "one.json");
    assertThatThrownBy(() -> place.keep("one", file, facts)).isInstanceOf(RefusedException.class);
    Path copy = directory.resolve("copy");
    assertThat(place.fetch("one", copy)).contains(facts);
    assertThat(copy).hasSameBinaryContentAs(file);
    assertThatThrownBy(() -> place.fetch("two", directory.resolve("none")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no file");
    place.remove("one");
    place.remove("one");
    assertThat(place.names()).isEmpty();
  }
}
