package io.ec2cluster.elb;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.elb.service.ServiceManager;
import io.ec2cluster.spi.StepContext;
import java.util.Optional;

/** The restart of the service itself, and what becomes of the instance where it fails. */
final class ServiceRestart implements Restart.Work {
  private final ServiceManager manager;
  private final Health health;
  private final RestartOptions options;
  private Optional<EnvironmentException> failure = Optional.empty();

  ServiceRestart(ServiceManager manager, Health health, RestartOptions options) {
    this.manager = manager;
    this.health = health;
    this.options = options;
  }

  /** Refuses a service that there is not. */
  void require() throws InterruptedException {
    manager.require(options.service());
  }

  @Override
  public String name() {
    return "restart " + options.service();
  }

  @Override
  public String description() {
    return "Restart "
        + options.service()
        + " by "
        + manager.name()
        + ", and wait until "
        + health.description();
  }

  @Override
  public boolean comesBack() {
    return !options.noRegister();
  }

  @Override
  public boolean run(StepContext step) throws InterruptedException {
    try {
      manager.restart(options.service());
      health.await(step);
    } catch (EnvironmentException failed) {
      return isPutBackAfter(failed, step);
    } catch (DeadlineException late) {
      return isPutBackAfter(
          new EnvironmentException(String.valueOf(late.getMessage()), late), step);
    }
    return !options.noRegister();
  }

  private boolean isPutBackAfter(EnvironmentException failed, StepContext step)
      throws InterruptedException {
    failure = Optional.of(failed);
    if (options.noRegister()) {
      return false;
    }
    if (options.onFailure().isPresent()) {
      return options.onFailure().get() == RestartOptions.OnFailure.RE_REGISTER;
    }
    boolean well = health.isAsked() && health.isWell();
    step.note(
        "the restart failed, and the service is "
            + (well ? "well by its health command: it is put back" : "not known to be well"));
    return well;
  }

  @Override
  public boolean isWell(StepContext step) throws InterruptedException {
    return manager.isRunning(options.service()) && (!health.isAsked() || health.isWell());
  }

  @Override
  public void keptOut() {
    if (failure.isPresent()) {
      throw new EnvironmentException(
          "%s. This instance stays out, listed as kept out: mend the service, then run 'ec2cluster elb register'"
              .formatted(failure.get().getMessage()),
          failure.get());
    }
  }

  @Override
  public void conclude(StepContext step) {
    if (failure.isPresent()) {
      throw new EnvironmentException(
          "%s. This instance is back in its load balancers all the same"
              .formatted(failure.get().getMessage()),
          failure.get());
    }
  }
}
