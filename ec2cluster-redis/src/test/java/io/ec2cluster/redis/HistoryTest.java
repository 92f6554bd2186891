package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.redis.History.Relation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final String NONE = "0".repeat(40);

  private final History old = new History("a", NONE, -1, 100);
  private final History promoted = new History("b", "a", 91, 120);

  private final Path folder;

  HistoryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whoeverWasPromotedGoesOnFromTheHistoryBefore() {
    assertThat(old.relationOf(promoted)).isEqualTo(Relation.LATER);
    assertThat(promoted.relationOf(old)).isEqualTo(Relation.EARLIER);
    assertThat(old.relationOf(new History("a", NONE, -1, 7))).isEqualTo(Relation.SAME);
    assertThat(old.relationOf(new History("x", "y", 5, 7))).isEqualTo(Relation.UNKNOWN);
  }

  @Test
  void dataIsContainedUpToWhereTheHistoriesPart() {
    assertThat(promoted.contains("a", 90)).isTrue();
    assertThat(promoted.contains("a", 91)).isFalse();
    assertThat(promoted.contains("b", 120)).isTrue();
    assertThat(promoted.contains("b", 121)).isFalse();
    assertThat(promoted.contains("x", 1)).isFalse();
  }

  @Test
  void laterAndUnknownHistoriesMayHaveMoreAndEarlierOnesHaveNot() {
    assertThat(old.positionOf(promoted).reaches(old.position())).isTrue();
    assertThat(old.position().reaches(old.positionOf(promoted))).isFalse();
    assertThat(promoted.position().reaches(promoted.positionOf(old))).isTrue();
    History stranger = new History("x", NONE, -1, 1);
    assertThat(old.position().reaches(old.positionOf(stranger))).isFalse();
  }

  @Test
  void orderlyEndCountsUntilTheServerHasRunAgain() throws IOException {
    Path file = folder.resolve("x.stopped");
    Path pid = folder.resolve("server.pid");
    new StopRecord("abc", 42).write(new OwnedFiles(Optional.empty(), new Random(1)), file);

    assertThat(StopRecord.read(file, Optional.of(pid))).contains(new StopRecord("abc", 42));
    Files.createFile(pid);
    assertThat(StopRecord.read(file, Optional.of(pid))).isEmpty();
    Files.delete(pid);
    Files.writeString(file, Files.readString(file).replaceFirst("boot=.", "boot=x"));
    assertThat(StopRecord.read(file, Optional.of(pid))).isEmpty();
    assertThat(StopRecord.read(folder.resolve("absent"), Optional.empty())).isEmpty();
  }
}
