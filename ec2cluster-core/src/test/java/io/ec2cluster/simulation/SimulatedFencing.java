package io.ec2cluster.simulation;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Fencing;
import io.ec2cluster.spi.StepContext;

/** Stops instances for one process. */
record SimulatedFencing(World world, ToolRun process) implements Fencing {
  static final String ID = "ec2";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public void stop(String instanceId, StepContext step) {
    if (process.call(Call.INSTANCES) == Fault.FAILED) {
      throw new EnvironmentException("simulated failure: stop " + instanceId);
    }
    world.find(instanceId).ifPresent(world::fence);
  }
}
