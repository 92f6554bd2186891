package io.ec2cluster.shipped;

import io.ec2cluster.config.NoSettings;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.time.Duration;
import java.util.List;

/** A stranger's engine, put on the class path beside the jar, that waits for what never comes. */
public final class PatientModule implements EngineModule {
  @Override
  public String id() {
    return "patient";
  }

  @Override
  public String summary() {
    return "waits";
  }

  @Override
  public List<Operation<?>> operations() {
    return List.of(
        new Change<>("wait", "wait for ever", NoSettings.class, (context, options) -> plan()));
  }

  private static Plan plan() {
    return Plan.builder()
        .step(
            Step.named("open the gate")
                .undo(context -> context.note("the gate is closed again"))
                .action(context -> context.note("the gate is open")))
        .step(
            Step.named("wait")
                .action(context -> context.await("a visitor", Duration.ofHours(1), () -> false)))
        .finalizer("lights", context -> context.note("the lights are off"))
        .build();
  }
}
