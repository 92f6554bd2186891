package io.ec2cluster.elb;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.restart.CourseRun;
import io.ec2cluster.elb.restart.Deeds;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.elb.turn.Move;
import io.ec2cluster.elb.turn.RestartCourse;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code elb restart}, and {@code elb deregister}, which is a restart without the second half: a
 * turn → taken out → drained → restarted → back in service. What was taken out is put back on every
 * way out.
 */
final class Restart {
  private final Surroundings surroundings;
  private final Work work;
  private final List<Post> posts;
  private final CourseRun run;

  private Restart(Surroundings surroundings, Work work, List<Post> posts, boolean allowZero) {
    this.surroundings = surroundings;
    this.work = work;
    this.posts = posts;
    this.run =
        new CourseRun(
            surroundings.parts(posts, allowZero),
            RestartCourse::restart,
            new Deeds() {
              @Override
              public void beforeLeaving(StepContext step) {
                requireNoFlag();
              }

              @Override
              public boolean restart(StepContext step) throws InterruptedException {
                return work.run(step);
              }
            });
  }

  /** The operation {@code restart}. */
  static Plan plan(OperationContext context, RestartOptions options) throws InterruptedException {
    Surroundings surroundings = new Surroundings(context, options.alone());
    Optional<Path> flagged = surroundings.flag().find();
    if (flagged.isPresent()) {
      return nothing(context, flagged.get());
    }
    ServiceRestart work =
        new ServiceRestart(surroundings.service(), surroundings.health(), options);
    work.require();
    return new Restart(
            surroundings, work, surroundings.posts(options.loadBalancer()), options.allowZero())
        .plan();
  }

  /** The operation {@code deregister}. */
  static Plan deregister(OperationContext context, DeregisterOptions options)
      throws InterruptedException {
    Surroundings surroundings = new Surroundings(context, options.alone());
    List<Post> posts = surroundings.posts(Optional.empty());
    return options.force()
        ? new ForcedExit(surroundings, posts).plan()
        : new Restart(surroundings, new Absence(), posts, options.allowZero()).plan();
  }

  /** Nothing, said so. */
  static Plan nothing(OperationContext context, Path flagged) {
    context
        .progress()
        .note("nothing was done: the flag file " + flagged + " is there. Remove it to go on");
    return Plan.empty();
  }

  private Plan plan() throws InterruptedException {
    List<Step> steps = new ArrayList<>();
    steps.add(
        Step.named("take a turn")
            .description(turnText())
            .action(step -> until(step, Move.Deregister.class)));
    steps.add(
        Step.named("leave the load balancers")
            .description("Take this instance out of " + names() + standbyText())
            .action(step -> until(step, Move.Drain.class)));
    steps.add(
        Step.named("drain")
            .description("Wait until no requests are left, as long as each load balancer allows")
            .action(step -> until(step, Move.Restart.class)));
    steps.add(
        Step.named(work.name())
            .description(work.description())
            .action(step -> until(step, Move.Register.class)));
    if (work.comesBack()) {
      steps.add(
          Step.named("return to the load balancers")
              .description(
                  "Put it back into " + names() + " as it was, and wait until it is in service")
              .action(
                  step -> {
                    until(step, Move.Stop.class);
                    work.conclude(step);
                  }));
    }
    return Plan.builder()
        .steps(steps)
        .finalizer("leave nothing out", new PutBack(surroundings, posts, run, work)::run)
        .build();
  }

  /** What the load balancers say now, so that a refusal comes first and changes nothing. */
  private String turnText() throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (Standing standing : Standing.of(posts, surroundings, run.rules())) {
      standing.refusal().ifPresent(Restart::refuse);
      lines.add(standing.words());
    }
    return "Wait, "
        + surroundings.settings().waiting().toSeconds()
        + " s at most, until the floor lets this instance leave: "
        + String.join("; ", lines);
  }

  /** Asked now, so that a refusal comes before anything is changed. */
  private String standbyText() throws InterruptedException {
    return surroundings
        .standbyGroup()
        .map(group -> ", in standby in the Auto Scaling group " + group + " until it is back")
        .orElse("");
  }

  private static void refuse(String words) {
    throw new RefusedException(words);
  }

  private void until(StepContext step, Class<? extends Move> next) throws InterruptedException {
    Move move = run.advance(step, next::isInstance);
    if (move instanceof Move.Stop stop) {
      conclude(stop.outcome());
    }
  }

  private void conclude(Move.Outcome outcome) {
    switch (outcome) {
      case BACK -> {}
      case KEPT_OUT -> work.keptOut();
      case REFUSED -> throw new RefusedException(run.words().orElse("the floor lets nobody leave"));
      case NO_TURN ->
          throw new DeadlineException(
              "no turn within "
                  + surroundings.settings().waiting().toSeconds()
                  + " s (elb: wait). Nothing was taken out; 'ec2cluster elb count' shows who is out"
                  + run.words().map(words -> ". " + words).orElse(""));
      case NOT_BACK ->
          throw new DeadlineException(
              "it is registered again, and not in service in "
                  + names()
                  + " within "
                  + surroundings.settings().registerTimeout().toSeconds()
                  + " s (elb: register-timeout). It stays listed as out; 'ec2cluster elb repair' looks again");
    }
  }

  private void requireNoFlag() {
    Optional<Path> flagged = surroundings.flag().find();
    if (flagged.isPresent()) {
      throw new RefusedException(
          "the flag file " + flagged.get() + " appeared while it waited: nothing was restarted");
    }
  }

  private String names() {
    return posts.stream()
        .map(Post::balancer)
        .map(LoadBalancer::id)
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  /** What is done while the instance is out. */
  interface Work {
    /** The step's name. */
    String name();

    String description();

    /** Whether it is put back afterwards, if all goes well. */
    boolean comesBack();

    /** Does it; false: the instance is to be kept out. */
    boolean run(StepContext step) throws InterruptedException;

    /** Whether the instance may be put back after an interruption in the midst of it. */
    boolean isWell(StepContext step) throws InterruptedException;

    /** It is kept out: that is well, or throws why not. */
    void keptOut();

    /** It is back: throws where that is not the whole truth. */
    void conclude(StepContext step);
  }

  /** Nothing is done: the instance is only taken out. */
  private static final class Absence implements Work {
    @Override
    public String name() {
      return "keep it out";
    }

    @Override
    public String description() {
      return "List it as kept out, until 'ec2cluster elb register'";
    }

    @Override
    public boolean comesBack() {
      return false;
    }

    @Override
    public boolean run(StepContext step) {
      return false;
    }

    @Override
    public boolean isWell(StepContext step) {
      return true;
    }

    @Override
    public void keptOut() {}

    @Override
    public void conclude(StepContext step) {}
  }
}
