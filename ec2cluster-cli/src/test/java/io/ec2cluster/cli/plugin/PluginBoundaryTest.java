package io.ec2cluster.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.PlanItem;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.FakeOperationContext;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing that a plug-in says of its operations is lost on the way. */
class PluginBoundaryTest {
  private static final Step STEP =
      Step.named("step")
          .description("of a plug-in")
          .deadline(Duration.ofSeconds(7))
          .undo(context -> {})
          .action(context -> {});

  private final PluginBoundary boundary =
      new PluginBoundary(
          new PluginClassLoader("test", new URL[0], PluginBoundaryTest.class.getClassLoader()));

  /** No options. */
  record None() {}

  @Test
  void aChangeKeepsItsPatienceAndItsPlan() throws InterruptedException {
    Change<None> change =
        new Change<>(
            "act",
            "acts",
            None.class,
            (context, options) ->
                Plan.builder().step(STEP).finalizer("last", context2 -> {}).build(),
            options -> Duration.ofSeconds(5));

    Operation<?> shown = boundary.around(offering(change)).operations().get(0);

    assertThat(shown.id()).isEqualTo("act");
    assertThat(shown.summary()).isEqualTo("acts");
    @SuppressWarnings("unchecked") // made from a Change of the same options
    Change<None> around = (Change<None>) shown;
    assertThat(around.patience().apply(new None())).isEqualTo(Duration.ofSeconds(5));
    Plan plan = around.planner().plan(FakeOperationContext.builder().build(), new None());
    assertThat(plan.finalizers()).extracting(Plan.Finalizer::name).containsExactly("last");
    assertThat(plan.items())
        .extracting(PlanItem::step)
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.name()).isEqualTo("step");
              assertThat(step.description()).isEqualTo("of a plug-in");
              assertThat(step.deadline()).contains(Duration.ofSeconds(7));
              assertThat(step.undo()).isPresent();
            });
  }

  @Test
  void anInspectionIsLookedAtWithThePluginsLoader() throws InterruptedException {
    EngineModule module =
        new EngineModule() {
          @Override
          public String id() {
            return "test";
          }

          @Override
          public String summary() {
            return "inspects";
          }

          @Override
          public List<Inspection> inspections(OperationContext context) {
            return List.of(
                new Inspection(
                    "loader",
                    "mend it",
                    () -> Finding.ok(Thread.currentThread().getContextClassLoader().getName())));
          }
        };

    Inspection around =
        boundary.around(module).inspections(FakeOperationContext.builder().build()).get(0);

    assertThat(around.subject()).isEqualTo("loader");
    assertThat(around.fix()).isEqualTo("mend it");
    assertThat(around.look().look().found()).contains("test");
  }

  private static EngineModule offering(Operation<?> operation) {
    return new EngineModule() {
      @Override
      public String id() {
        return "test";
      }

      @Override
      public String summary() {
        return "a test";
      }

      @Override
      public List<Operation<?>> operations() {
        return List.of(operation);
      }
    };
  }
}
