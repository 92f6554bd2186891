package io.ec2cluster.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Choice;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.PlanItem;
import io.ec2cluster.spi.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Disturbs an operation at every step and runs it again: it has to end in the state of an
 * undisturbed run. The steps are those of the plan itself, so that a new one cannot be forgotten.
 */
public final class StepDeaths {
  private StepDeaths() {}

  /** An operation where it begins; made anew for every disturbance. */
  public interface Scene {
    /** Plans the operation from what is there now, as a new process would. */
    Plan plan() throws InterruptedException;

    /** Runs a plan, without threads of its own that outlive an {@link Error}. */
    Report run(Plan plan) throws InterruptedException;

    /**
     * What the end states are compared by: all that matters, and nothing that differs by chance.
     */
    Object state() throws InterruptedException;
  }

  /** How a step is disturbed. */
  private enum Disturbance {
    /** The process dies before the step acts. */
    DIES_BEFORE,
    /** The process dies once the step has acted. */
    DIES_AFTER,
    /** The step fails without having acted; what was begun is taken back. */
    FAILS_BEFORE,
    /** The step acts and reports a failure; what was begun is taken back. */
    FAILS_AFTER;

    boolean isDeath() {
      return this == DIES_BEFORE || this == DIES_AFTER;
    }

    boolean isBefore() {
      return this == DIES_BEFORE || this == FAILS_BEFORE;
    }
  }

  /** The process is gone: an error of a kind that a run passes on at once. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death(String step) {
      super("killed at '" + step + "', as the test wants it");
    }
  }

  /** One test for every step that acts and every way to disturb it. */
  public static Stream<DynamicTest> of(Supplier<Scene> scenes) throws InterruptedException {
    return of(scenes, Outcome.DONE);
  }

  /**
   * The same for an operation that ends with another outcome than {@link Outcome#DONE} where nobody
   * disturbs it; it must not be {@link Outcome#ENVIRONMENT_FAILED}, as which the disturbances
   * count.
   */
  public static Stream<DynamicTest> of(Supplier<Scene> scenes, Outcome outcome)
      throws InterruptedException {
    Scene undisturbed = scenes.get();
    Disturbed watched = new Disturbed(-1, Disturbance.DIES_BEFORE);
    Report report = undisturbed.run(watched.plan(undisturbed.plan()));
    assertThat(report.outcome()).as(report.message()).isEqualTo(outcome);
    Object expected = undisturbed.state();
    List<String> acted = watched.acted;
    assertThat(acted).isNotEmpty();
    return IntStream.range(0, acted.size())
        .boxed()
        .flatMap(
            number ->
                Arrays.stream(Disturbance.values())
                    .map(
                        how ->
                            DynamicTest.dynamicTest(
                                Ascii.toLowerCase(how.name()).replace('_', ' ')
                                    + " '"
                                    + acted.get(number)
                                    + "'",
                                () -> endsAlike(scenes.get(), number, how, outcome, expected))));
  }

  /**
   * So many of the tests, chosen anew by every run, for engines whose steps take long; the names
   * tell the seed, with which {@code -Dec2cluster.contract.seed} chooses the same again.
   */
  public static Stream<DynamicTest> slice(Stream<DynamicTest> tests, int size) {
    List<DynamicTest> all = new ArrayList<>(tests.toList());
    if (all.size() <= size) {
      return all.stream();
    }
    long seed = Long.getLong("ec2cluster.contract.seed", System.nanoTime());
    Collections.shuffle(all, new Random(seed));
    return all.subList(0, size).stream()
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.getDisplayName() + ", seed " + seed, test.getExecutable()));
  }

  private static void endsAlike(
      Scene scene, int number, Disturbance how, Outcome outcome, Object expected)
      throws InterruptedException {
    Plan disturbed = new Disturbed(number, how).plan(scene.plan());
    if (how.isDeath()) {
      assertThatThrownBy(() -> scene.run(disturbed)).isInstanceOf(Death.class);
    } else {
      assertThat(scene.run(disturbed).outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
    }

    Report again = scene.run(scene.plan());

    assertThat(again.outcome()).as(again.message()).isEqualTo(outcome);
    assertThat(scene.state()).isEqualTo(expected);
  }

  /** A plan whose n-th acting step is disturbed. */
  private static final class Disturbed {
    private final int number;
    private final Disturbance how;
    private final List<String> acted = new ArrayList<>();

    Disturbed(int number, Disturbance how) {
      this.number = number;
      this.how = how;
    }

    Plan plan(Plan plan) {
      return new Plan(plan.items().stream().map(this::item).toList(), plan.finalizers());
    }

    private PlanItem item(PlanItem item) {
      if (!(item instanceof Choice choice)) {
        return step(item.step());
      }
      ImmutableMap.Builder<String, Plan> branches = ImmutableMap.builder();
      choice.branches().forEach((label, branch) -> branches.put(label, plan(branch)));
      return new Choice(step(choice.step()), choice.chosen(), branches.buildOrThrow());
    }

    private Step step(Step step) {
      return new Step(
          step.name(),
          step.description(),
          step.check(),
          disturbed(step.name(), step.action()),
          step.undo(),
          step.deadline());
    }

    private Action disturbed(String name, Action action) {
      return context -> {
        boolean now = acted.size() == number;
        acted.add(name);
        if (now && how.isBefore()) {
          throw disturbance(name);
        }
        try {
          action.run(context);
        } catch (Ec2ClusterException own) {
          if (!now) {
            throw own;
          }
        }
        if (now) {
          throw disturbance(name);
        }
      };
    }

    /** Returned where the compiler wants an exception; a death is thrown at once. */
    private RuntimeException disturbance(String name) {
      if (how.isDeath()) {
        throw new Death(name);
      }
      return new EnvironmentException("'" + name + "' fails, as the test wants it");
    }
  }
}
