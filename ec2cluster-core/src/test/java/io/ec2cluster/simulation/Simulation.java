package io.ec2cluster.simulation;

import java.util.List;
import java.util.Optional;

/** Runs schedules, one after the other, on threads of its own. Not thread-safe. */
final class Simulation implements AutoCloseable {
  private final NodeFiles files = new NodeFiles();
  private final Stage stage = new Stage(World.MAX_NODES + 1);

  /**
   * One schedule.
   *
   * @param violation what must not happen and did
   * @param trace the events, where they were kept
   * @param moves how many steps it took
   */
  record Outcome(Optional<Throwable> violation, List<String> trace, int moves) {}

  Outcome replay(long seed, Sabotage sabotage) {
    return run(Setting.drawn(seed, sabotage), new SeededChoices(seed), new Trace(true));
  }

  Outcome search(long seed, Sabotage sabotage) {
    return run(Setting.drawn(seed, sabotage), new SeededChoices(seed), new Trace(false));
  }

  Outcome live(long seed, Sabotage sabotage, boolean traced) {
    return run(Setting.drawnLife(seed, sabotage), new SeededChoices(seed), new Trace(traced));
  }

  Outcome run(Setting setting, Choices choices, Trace trace) {
    files.clear();
    World world = new World(setting, choices, trace, stage);
    trace.note(setting::toString);
    setting.beginning().prepare(world);
    Director director = new Director(world, stage, files);
    Optional<Throwable> violation = stage.play(director);
    violation.ifPresent(thrown -> trace.note(() -> "VIOLATION " + thrown));
    return new Outcome(violation, trace.events(), director.moves());
  }

  @Override
  public void close() {
    stage.close();
    files.close();
  }
}
