package io.ec2cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StageTest {
  @Test
  void actorsRunInTheOrderThatTheDirectorGives() {
    List<String> said = new ArrayList<>();
    List<Integer> order = new ArrayList<>(List.of(1, 0, 0, 1, 0, Stage.HOUSE));

    try (Stage stage = new Stage(2)) {
      stage.cast(0, () -> speak(stage, 0, said));
      stage.cast(1, () -> speak(stage, 1, said));
      Optional<Throwable> failure = stage.play(() -> order.remove(0));

      assertThat(failure).isEmpty();
      assertThat(said).containsExactly("1 first", "0 first", "0 second", "1 second", "0 third");
    }
  }

  @Test
  void whoStillActsAtTheEndIsUnwoundAndTheStageServesAgain() {
    List<String> said = new ArrayList<>();

    try (Stage stage = new Stage(1)) {
      stage.cast(0, () -> speak(stage, 0, said));
      List<Integer> order = new ArrayList<>(List.of(0, Stage.HOUSE));
      stage.play(() -> order.remove(0));
      assertThat(stage.isActing(0)).isFalse();
      stage.cast(0, () -> said.add("again"));
      order.addAll(List.of(0, Stage.HOUSE));
      stage.play(() -> order.remove(0));
    }

    assertThat(said).containsExactly("0 first", "again");
  }

  @Test
  void failureOfAnActorEndsThePlay() {
    try (Stage stage = new Stage(1)) {
      stage.cast(
          0,
          () -> {
            throw new IllegalStateException("a fault");
          });

      assertThat(stage.play(() -> 0)).get().isInstanceOf(IllegalStateException.class);
    }
  }

  private static void speak(Stage stage, int self, List<String> said) {
    said.add(self + " first");
    stage.pause(self);
    said.add(self + " second");
    stage.pause(self);
    said.add(self + " third");
  }
}
