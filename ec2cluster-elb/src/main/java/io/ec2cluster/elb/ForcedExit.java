package io.ec2cluster.elb;

import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.ledger.LedgerBook;
import io.ec2cluster.elb.restart.FleetReading;
import io.ec2cluster.elb.restart.Intent;
import io.ec2cluster.elb.restart.IntentBook;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;

/** {@code elb deregister --force}: out at once, whatever the floor, and listed as that. */
final class ForcedExit {
  private final Surroundings surroundings;
  private final List<Post> posts;

  ForcedExit(Surroundings surroundings, List<Post> posts) {
    this.surroundings = surroundings;
    this.posts = posts;
  }

  Plan plan() {
    Plan.Builder plan = Plan.builder();
    for (Post post : posts) {
      plan.step(
          Step.named("leave " + post.balancer().id())
              .description(
                  "List this instance as kept out of %s, and take it out, whatever the floor"
                      .formatted(post.balancer().id()))
              .action(step -> leave(post, step)));
    }
    return plan.build();
  }

  /** The intent and the ledger first: nobody counts on it from then on. */
  private void leave(Post post, StepContext step) throws InterruptedException {
    LoadBalancer balancer = post.balancer();
    IntentBook intents = surroundings.intents();
    Intent intent = FleetReading.of(balancer).into(intents.read());
    intents.write(intent);
    LedgerBook.Page page = post.book().read();
    while (!post.book()
        .write(page, page.ledger().keepOut(balancer.self(), step.time().now().getEpochSecond()))) {
      page = post.book().read();
    }
    balancer.deregister(intent.of(balancer.id()));
    step.note("out of " + balancer.id() + " by force: requests that it has are not waited for");
  }
}
