package io.ec2cluster.elb;

import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code elb count}. */
final class Count {
  private static final int NO = 10;

  private Count() {}

  /**
   * The answer.
   *
   * @param mayLeave whether this instance may leave all of them now
   */
  record Answer(boolean mayLeave, List<Balancer> loadBalancers) {}

  /**
   * One load balancer.
   *
   * @param loadBalancer which one
   * @param registered how many instances it names
   * @param inService how many of them are in service and not listed as out
   * @param fleet how large the fleet is, those who are out included
   * @param floor how many have to stay
   * @param mayLeave whether this instance may leave it now
   * @param why why not
   */
  record Balancer(
      String loadBalancer,
      long registered,
      long inService,
      long fleet,
      long floor,
      boolean mayLeave,
      Optional<String> why,
      List<Row> instances) {}

  /**
   * One instance with one port.
   *
   * @param instance its id
   * @param member how it is a member
   * @param state in service, draining, or out of service; empty where the ledger alone knows it
   * @param ledger what the ledger says of it
   * @param words the load balancer's own words
   */
  record Row(
      String instance,
      String member,
      Optional<String> state,
      Optional<String> ledger,
      String words) {}

  static Query.Answer answer(OperationContext context, LedgerOptions options)
      throws InterruptedException {
    Surroundings surroundings = new Surroundings(context, options.alone());
    List<Standing> standings =
        Standing.of(surroundings.posts(Optional.empty()), surroundings, surroundings.rules(false));
    boolean may = standings.stream().allMatch(Standing::mayLeave);
    List<Balancer> balancers = standings.stream().map(Count::balancer).toList();
    return new Query.Answer(new Answer(may, balancers), CountText.of(balancers, may), may ? 0 : NO);
  }

  private static Balancer balancer(Standing standing) {
    BalancerId id = standing.post().balancer().id();
    return new Balancer(
        id.toString(),
        standing.view().registered().size(),
        standing.view().inService(standing.ledger()),
        standing.view().size(standing.ledger()),
        standing.floor(),
        standing.mayLeave(),
        standing.verdict().reason(),
        rows(standing));
  }

  private static List<Row> rows(Standing standing) {
    List<Row> rows = new ArrayList<>();
    standing
        .targets()
        .forEach(
            target ->
                rows.add(
                    new Row(
                        target.instance(),
                        target.membership().toString(),
                        Optional.of(target.state().word()),
                        standing.ledger().find(target.instance()).map(Count::word),
                        target.words())));
    for (Entry entry : standing.ledger().entries()) {
      if (!standing.view().registered().contains(entry.id())) {
        rows.add(new Row(entry.id(), "", Optional.empty(), Optional.of(word(entry)), ""));
      }
    }
    return rows;
  }

  /** What the ledger says, in a word or two. */
  static String word(Entry entry) {
    return switch (entry.state()) {
      case WAITING -> "waits";
      case RESTARTING -> "restarting";
      case KEPT_OUT -> "kept out";
    };
  }
}
