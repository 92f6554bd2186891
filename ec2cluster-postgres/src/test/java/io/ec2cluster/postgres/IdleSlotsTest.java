package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.postgres.IdleSlots.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleSlotsTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = FIRST.plusSeconds(3600);

  private final Path folder;

  IdleSlotsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void slotIsUnusedSinceItWasFirstSeenSo() {
    see(FIRST, slot("i_1", "0/1"));

    assertThat(see(LATER, slot("i_1", "0/1"))).isEqualTo(FIRST);
  }

  @Test
  void slotThatMovedOrWasInUseMeanwhileBeginsAnew() {
    see(FIRST, slot("i_1", "0/1"));
    assertThat(see(LATER, slot("i_1", "0/2"))).isEqualTo(LATER);

    idle().keep(List.of(), idle().since(List.of(), LATER));
    assertThat(see(LATER.plusSeconds(1), slot("i_1", "0/2"))).isEqualTo(LATER.plusSeconds(1));
  }

  @Test
  void whatTheServerSaysCountsMoreAndABrokenFileNothing() throws Exception {
    Files.writeString(
        folder.resolve("postgres-idle-slots"), "i_1 0/1 x\nhalf\ni_2 0/1 99999999999");

    assertThat(see(LATER, slot("i_1", "0/1"))).isEqualTo(LATER);
    assertThat(see(LATER, slot("i_2", "0/1"))).as("a time to come").isEqualTo(LATER);
    assertThat(see(LATER, new Slot("i_3", "0/1", Optional.of(FIRST)))).isEqualTo(FIRST);
  }

  private Instant see(Instant now, Slot slot) {
    var since = idle().since(List.of(slot), now);
    idle().keep(List.of(slot), since);
    return Optional.ofNullable(since.get(slot.name())).orElseThrow();
  }

  private IdleSlots idle() {
    return new IdleSlots(new OwnedFiles(Optional.empty(), new Random(1)), folder);
  }

  private static Slot slot(String name, String position) {
    return new Slot(name, position, Optional.empty());
  }
}
