package io.ec2cluster.elb;

import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.elb.roll.RollBook;
import io.ec2cluster.elb.roll.RollRecord;
import io.ec2cluster.elb.roll.Rolling;
import io.ec2cluster.host.OtherNode;
import io.ec2cluster.spi.Member;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code elb roll}: each instance runs {@code elb restart} on itself, one first, then several at
 * the same time. The floor is theirs to keep, by the ledger; this decides only who begins when.
 */
final class Roll {
  private final OperationContext context;
  private final RollOptions options;
  private final List<String> command;

  private Roll(OperationContext context, RollOptions options) {
    this.context = context;
    this.options = options;
    this.command = List.of("elb", "restart", options.service());
  }

  /** The operation {@code roll}. */
  static Plan plan(OperationContext context, RollOptions options) throws InterruptedException {
    OtherNode.requireReachable(
        context.settings(), "", "'elb restart %s' on each instance".formatted(options.service()));
    return new Roll(context, options).plan();
  }

  private Plan plan() throws InterruptedException {
    Surroundings surroundings = new Surroundings(context, false);
    List<Post> posts = surroundings.posts(Optional.empty());
    RollBook book = surroundings.roll(posts.get(0).balancer().id());
    RollRecord record = record(book.read(), surroundings.now());
    RollFleet fleet = RollFleet.of(context, surroundings, posts, record.failed());
    int leavers = fleet.leavers();
    int parallel = Math.min(options.parallel().orElse(leavers), fleet.size());
    List<String> order = fleet.order(record, options.canary());
    Map<String, Member> members = fleet.members(order);
    Duration patience = fleet.patience();
    book.requireRoom(fleet.whole(record));
    Rolling rolling =
        new Rolling(
            book,
            record,
            instance ->
                restart(Optional.ofNullable(members.get(instance)).orElseThrow(), patience));

    Plan.Builder plan = Plan.builder();
    plan.step(
        Step.named("write down the roll")
            .description(
                "Of %s on %d instances, %d of them done"
                    .formatted(options.service(), fleet.size(), record.done().size()))
            .action(step -> book.write(record)));
    if (!order.isEmpty()) {
      String first = order.get(0);
      plan.step(
          Step.named("restart " + first)
              .description("Run on " + members.get(first) + ": " + String.join(" ", command))
              .action(step -> canary(rolling, book, first, step)));
    }
    if (order.size() > 1) {
      List<String> others = order.subList(1, order.size());
      plan.step(
          Step.named("restart the others")
              .description(
                  "%d at the same time, until %d have failed: %s"
                      .formatted(parallel, options.maxFailures(), String.join(", ", others)))
              .action(step -> rolling.restart(others, parallel, options.maxFailures(), step)));
    }
    plan.step(
        Step.named("end the roll")
            .description("Remove what was written down")
            .action(step -> book.end()));
    return plan.build();
  }

  /** What is done already. */
  private RollRecord record(Optional<RollRecord> earlier, long now) {
    String self = context.cloud().metadata().instanceId();
    if (options.resume()) {
      return taken(earlier).takenOverBy(self);
    }
    if (earlier.isPresent() && !options.anew()) {
      RollRecord left = earlier.get();
      throw new RefusedException(
          "a roll of '%s', begun on %s at %s, is under way or was left unfinished: %d done, failed: %s. If nobody does it any more, --resume goes on with it and --anew forgets it"
              .formatted(
                  left.service(),
                  left.by(),
                  Instant.ofEpochSecond(left.begun()),
                  left.done().size(),
                  left.failed().isEmpty() ? "none" : String.join(", ", left.failed())));
    }
    return RollRecord.begin(options.service(), self, now);
  }

  private RollRecord taken(Optional<RollRecord> earlier) {
    RollRecord left =
        earlier.orElseThrow(
            () ->
                new UsageException(
                    "--resume: no roll was left unfinished; run it without --resume"));
    if (!left.service().equals(options.service())) {
      throw new UsageException(
          "--resume: the roll that was left unfinished is of '%s', not of '%s'"
              .formatted(left.service(), options.service()));
    }
    return left;
  }

  /** Alone. Where it refuses, nothing was touched anywhere: as if the roll had not begun. */
  private static void canary(Rolling rolling, RollBook book, String first, StepContext step)
      throws InterruptedException {
    try {
      rolling.restart(List.of(first), 1, 1, step);
    } catch (UsageException | RefusedException refused) {
      if (rolling.record().done().isEmpty()) {
        book.end();
      }
      throw refused;
    }
  }

  private void restart(Member member, Duration patience) throws InterruptedException {
    OtherNode node = OtherNode.of(context, member);
    node.require(node.run(command, patience), command);
  }
}
