package io.ec2cluster.elb;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.restart.CourseRun;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.elb.turn.Move;
import io.ec2cluster.elb.turn.RestartCourse;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code elb register} and {@code elb repair}: this instance is put in, and the ledger cleared. */
final class Registration {
  private Registration() {}

  static Plan register(OperationContext context, RegisterOptions options)
      throws InterruptedException {
    Surroundings surroundings = new Surroundings(context, options.alone());
    Optional<Path> flagged = surroundings.flag().find();
    if (flagged.isPresent()) {
      return Restart.nothing(context, flagged.get());
    }
    return plan(
        surroundings,
        surroundings.posts(options.loadBalancer()),
        RestartCourse::register,
        "register",
        "Put this instance into %s, wait until it is in service, and list it as out no more");
  }

  static Plan repair(OperationContext context, LedgerOptions options) throws InterruptedException {
    Surroundings surroundings = new Surroundings(context, options.alone());
    List<Post> posts = surroundings.knownPosts();
    if (posts.isEmpty()) {
      context
          .progress()
          .note("there was nothing to put back: this instance is in no load balancer");
      return Plan.empty();
    }
    return plan(
        surroundings,
        posts,
        RestartCourse::repair,
        "repair",
        "Put this instance back where %s list it as out for a restart; where it is kept out it stays out");
  }

  private static Plan plan(
      Surroundings surroundings,
      List<Post> posts,
      CourseRun.Beginning beginning,
      String name,
      String description) {
    List<BalancerId> names = posts.stream().map(post -> post.balancer().id()).toList();
    CourseRun run = new CourseRun(surroundings.parts(posts, false), beginning, PutBack.NOTHING);
    return Plan.builder()
        .step(
            Step.named(name)
                .description(description.formatted(names))
                .action(
                    step -> {
                      if (run.finish(step) != Move.Outcome.BACK) {
                        throw new DeadlineException(
                            "registered in %s, and not in service within %d s (elb: register-timeout). Look at the service and its health checks; running again is safe"
                                .formatted(
                                    names, surroundings.settings().registerTimeout().toSeconds()));
                      }
                      step.note(
                          run.hasPutIn()
                              ? "in service in " + names
                              : "there was nothing to put back");
                    }))
        .build();
  }
}
