package io.ec2cluster.elb;

import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.Ledger;
import io.ec2cluster.elb.restart.FleetReading;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.elb.turn.FleetView;
import io.ec2cluster.elb.turn.TurnRules;
import io.ec2cluster.elb.turn.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one load balancer stands now, and whether this instance might leave it.
 *
 * @param post which one
 * @param ledger who is out and who waits
 * @param targets its members
 * @param view the same for the rules
 * @param floor how many have to stay in service
 * @param verdict whether this instance may leave
 */
record Standing(
    Post post, Ledger ledger, List<Target> targets, FleetView view, long floor, Verdict verdict) {
  private static Standing of(Post post, Surroundings surroundings, TurnRules rules)
      throws InterruptedException {
    Ledger ledger = post.book().read().ledger();
    FleetReading reading = FleetReading.of(post.balancer());
    FleetView view = reading.view(ledger, surroundings.fleet(), surroundings.now(), false);
    return new Standing(
        post,
        ledger,
        reading.targets(),
        view,
        rules.quorum().floor(view.size(ledger)),
        rules.mayLeave(post.balancer().self(), ledger, view));
  }

  /** How each of them stands, in their order. */
  static List<Standing> of(List<Post> posts, Surroundings surroundings, TurnRules rules)
      throws InterruptedException {
    List<Standing> standings = new ArrayList<>();
    for (Post post : posts) {
      standings.add(of(post, surroundings, rules));
    }
    return standings;
  }

  boolean mayLeave() {
    return verdict instanceof Verdict.Go;
  }

  /** Why it may never leave, with this floor and this fleet. */
  Optional<String> refusal() {
    return verdict instanceof Verdict.Never never
        ? Optional.of(post.balancer().id() + ": " + never.words())
        : Optional.empty();
  }

  String words() {
    List<String> out = ledger.out().stream().map(Entry::id).toList();
    return "%s has %d of %d in service, the floor is %d%s"
        .formatted(
            post.balancer().id(),
            view.inService(ledger),
            view.size(ledger),
            floor,
            out.isEmpty() ? "" : ", out: " + String.join(", ", out));
  }
}
