package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DyingProgram.Moment;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;

/**
 * Lets operations die after their steps, and gives their commands again.
 *
 * <p>By default each operation dies twice, at steps of its own plan that a seed chooses; the seed
 * changes with the day, is printed, and is replayed by the system property {@code
 * ec2cluster.test.seed}. With {@code ec2cluster.test.full} (Maven's profile {@code full}) it dies
 * after each step until it has none left.
 */
final class LifeDeaths {
  private static final int KILLED = 137;
  private static final int SAMPLE = 2;
  private static final int PATIENCE = 10;
  private static final boolean FULL = Boolean.getBoolean("ec2cluster.test.full");

  private final long seed =
      Optional.ofNullable(Long.getLong("ec2cluster.test.seed"))
          .orElseGet(() -> LocalDate.now(ZoneOffset.UTC).toEpochDay());
  private final Random random = new Random(seed);
  private final List<String> deaths = new ArrayList<>();
  private final Place place;
  private int round;

  /** Where operations happen. */
  interface Place {
    /** What is left of it after a failure is no place to begin the next operation at. */
    void abandon() throws IOException;
  }

  /** An operation from a healthy cluster to a healthy cluster. */
  interface Operation {
    /** Whether a death was there to die. */
    boolean dies() throws IOException;
  }

  /** A node, by its commands. */
  interface Commands {
    ToolResult run(String... command);

    ToolResult killed(Moment moment, int step, String... command);
  }

  LifeDeaths(String test, Place place) {
    this.place = place;
    System.out.println(test + ": -Dec2cluster.test.seed=" + seed + " full: " + FULL);
  }

  /** The operation again and again, each time with another death. */
  DynamicTest test(String name, Operation operation) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          deaths.clear();
          round = 0;
          boolean healthy = false;
          try {
            boolean more = true;
            while (more) {
              boolean died = operation.dies();
              more = FULL ? died : round + 1 < SAMPLE;
              round++;
            }
            healthy = true;
          } finally {
            System.out.println(name + ": " + deaths);
            if (!healthy) {
              place.abandon();
            }
          }
        });
  }

  /**
   * Kills a command after one of its steps and gives it again, which does what it was to do.
   *
   * @return whether it had that step, and died
   */
  boolean dies(String node, Commands commands, String... command) {
    List<String> plan = planned(commands, command);
    int step = FULL ? round : chosen(plan.size());
    String death = "%s %s".formatted(node, String.join(" ", command));

    ToolResult killed = commands.killed(Moment.AFTER, step, command);
    ToolResult again = again(commands, command);

    boolean died = killed.exitCode() == KILLED;
    deaths.add(death + (died ? " after step " + step + name(plan, step) : " to its end"));
    assertThat(again.exitCode()).as(deaths + ": " + killed + again).isZero();
    if (!died) {
      assertThat(FULL && killed.exitCode() == 0).as(deaths + ": " + killed).isTrue();
      assertThat(killed.steps()).as("no longer than its plan").containsAll(withoutWaiting(plan));
    }
    return died;
  }

  /**
   * What a killed process had called on another node goes on there, and holds that node's lock for
   * a moment: the command is given again as its refusal says.
   */
  private static ToolResult again(Commands commands, String... command) {
    ToolResult result = commands.run(command);
    for (int i = 0; i < PATIENCE && result.output().contains("another operation on"); i++) {
      result = commands.run(command);
    }
    return result;
  }

  /** An offer that came after the plan was made is not waited for. */
  private static List<String> withoutWaiting(List<String> plan) {
    return plan.stream().filter(step -> !step.equals("wait for the offer")).toList();
  }

  /** A step of the plan: in each round of another part of it. */
  private int chosen(int steps) {
    int begin = steps * round / SAMPLE;
    int end = steps * (round + 1) / SAMPLE;
    return begin == end ? begin : begin + random.nextInt(end - begin);
  }

  private static String name(List<String> plan, int step) {
    return step < plan.size() ? " '" + plan.get(step) + "'" : ", of its end";
  }

  /** What a dry run shows of the way that it goes here. */
  private static List<String> planned(Commands commands, String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.add("--dry-run");
    return commands.run(words.toArray(String[]::new)).expect(0).stepsOn("taken-up");
  }

  /** The deaths of the operation up to now, for messages. */
  @Override
  public String toString() {
    return deaths.toString();
  }
}
