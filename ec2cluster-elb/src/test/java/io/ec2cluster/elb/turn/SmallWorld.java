package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.Ledger;
import io.ec2cluster.elb.turn.Answer.Done;
import io.ec2cluster.elb.turn.Answer.HealthRead;
import io.ec2cluster.elb.turn.Answer.LedgerRead;
import io.ec2cluster.elb.turn.Answer.Moment;
import io.ec2cluster.elb.turn.Answer.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A whole state of a small fleet behind one load balancer, and the states that may follow. Its
 * clock stands still, answers are never late: what is explored is every order of moves.
 *
 * @param fleet what stays the same
 * @param quorum what must be kept, whatever the tools keep to
 * @param tools one for each instance that does not only stand by
 * @param crashes how many more there may be
 * @param failures how many more from outside there may be
 */
record SmallWorld(
    TurnTerms fleet,
    Quorum quorum,
    Ledger ledger,
    Set<String> registered,
    Set<String> inService,
    Set<String> up,
    List<Tool> tools,
    int crashes,
    int failures) {
  private static final Moment NOW = new Moment(0, 0);

  /** Who is there, and what the tools on the first of them keep to. */
  record TurnTerms(List<String> all, List<CourseTerms> terms) {
    /** The same terms for each of some. */
    static TurnTerms of(Quorum quorum, List<String> all, List<String> active) {
      TurnRules rules = new TurnRules(quorum, false);
      return new TurnTerms(
          all,
          active.stream()
              .map(
                  id ->
                      new CourseTerms(
                          List.of(id),
                          rules,
                          Duration.ZERO,
                          Duration.ofSeconds(10),
                          Duration.ofSeconds(15),
                          Duration.ofHours(1),
                          Duration.ofHours(1)))
              .toList());
    }
  }

  /**
   * The tool on one instance.
   *
   * @param course what runs
   * @param current whether the ledger is still what it read
   * @param unknown who has failed from outside since it asked
   * @param uncounted whether it was out of service since it was listed: nobody counts on it
   */
  record Tool(
      Optional<RestartCourse> course,
      boolean current,
      Set<String> unknown,
      boolean uncounted,
      boolean finished) {
    Tool on(RestartCourse next) {
      return new Tool(Optional.of(next), current, unknown, uncounted, finished);
    }

    Tool ended(boolean done) {
      return new Tool(Optional.empty(), false, Set.of(), uncounted, finished || done);
    }

    Tool reading(boolean isCurrent) {
      return new Tool(course, isCurrent, unknown, uncounted, finished);
    }

    Tool knows(Set<String> failed) {
      return new Tool(course, current, Set.copyOf(failed), uncounted, finished);
    }

    Tool counted(boolean not) {
      return new Tool(course, current, unknown, not, finished);
    }
  }

  static SmallWorld of(TurnTerms fleet, int crashes, int failures) {
    return of(fleet, fleet.terms().get(0).rules().quorum(), crashes, failures);
  }

  /** With a floor that is not the one that the tools know. */
  static SmallWorld of(TurnTerms fleet, Quorum floor, int crashes, int failures) {
    Set<String> all = Set.copyOf(fleet.all());
    List<Tool> tools =
        fleet.terms().stream()
            .map(
                terms ->
                    new Tool(
                        Optional.of(RestartCourse.restart(terms, NOW)),
                        false,
                        Set.of(),
                        false,
                        false))
            .toList();
    return new SmallWorld(fleet, floor, Ledger.empty(), all, all, all, tools, crashes, failures);
  }

  /** All have restarted, and nothing is left of it. */
  boolean isSettled() {
    return tools.stream().allMatch(Tool::finished)
        && ledger.entries().isEmpty()
        && inService.equals(up)
        && registered.containsAll(fleet.all());
  }

  /** What may follow without another fault. */
  List<SmallWorld> undisturbed() {
    List<SmallWorld> next = new ArrayList<>();
    for (int i = 0; i < tools.size(); i++) {
      Tool tool = tools.get(i);
      if (tool.course().isPresent()) {
        next.add(step(i, tool.course().get()));
      } else if (!tool.finished() || ledger.find(id(i)).isPresent()) {
        next.add(with(i, tool.on(RestartCourse.restart(fleet.terms().get(i), NOW))));
        next.add(with(i, tool.on(RestartCourse.repair(fleet.terms().get(i), NOW))));
      }
    }
    for (String id : fleet.all()) {
      if (up.contains(id) && registered.contains(id) && !inService.contains(id)) {
        next.add(inService(plus(inService, id)));
      }
      if (!up.contains(id)) {
        next.add(up(plus(up, id)));
      }
    }
    return next;
  }

  /** What may follow by a fault. */
  List<SmallWorld> disturbed() {
    List<SmallWorld> next = new ArrayList<>();
    for (int i = 0; crashes > 0 && i < tools.size(); i++) {
      if (tools.get(i).course().isPresent()) {
        SmallWorld crashed = with(i, tools.get(i).ended(false));
        next.add(
            new SmallWorld(
                fleet,
                quorum,
                ledger,
                registered,
                inService,
                up,
                crashed.tools,
                crashes - 1,
                failures));
      }
    }
    for (String id : failures > 0 ? up : Set.<String>of()) {
      boolean counted = inService.contains(id) && !isOut(ledger, id);
      List<Tool> told = new ArrayList<>();
      for (int i = 0; i < tools.size(); i++) {
        Tool tool = tools.get(i);
        Tool unknowing =
            counted && tool.course().isPresent() ? tool.knows(plus(tool.unknown(), id)) : tool;
        told.add(id(i).equals(id) ? unknowing.counted(true) : unknowing);
      }
      next.add(
          new SmallWorld(
              fleet,
              quorum,
              ledger,
              registered,
              minus(inService, id),
              minus(up, id),
              List.copyOf(told),
              crashes,
              failures - 1));
    }
    return next;
  }

  private SmallWorld step(int i, RestartCourse course) {
    Tool tool = tools.get(i);
    Move move = course.move();
    if (move instanceof Move.ReadLedger) {
      return with(i, tool.on(course.on(new LedgerRead(ledger), NOW)).reading(true));
    }
    if (move instanceof Move.ReadHealth) {
      FleetView view = new FleetView(registered, inService, Set.of(), 0);
      return with(i, tool.on(course.on(new HealthRead(view, 0), NOW)).knows(Set.of()));
    }
    if (move instanceof Move.Write write) {
      return write(i, course, write.next());
    }
    if (move instanceof Move.Stop stop) {
      return with(i, tool.ended(stop.outcome() == Move.Outcome.BACK && !course.isRepair()));
    }
    SmallWorld after = with(i, tool.on(course.on(new Done(true), NOW)));
    if (move instanceof Move.Deregister) {
      return after.deregister(i);
    }
    if (move instanceof Move.Restart) {
      return after.up(plus(up, id(i)));
    }
    return move instanceof Move.Register ? after.registered(plus(registered, id(i))) : after;
  }

  private SmallWorld write(int i, RestartCourse course, Ledger next) {
    Tool tool = tools.get(i);
    if (!tool.current()) {
      return with(i, tool.on(course.on(new Written(false), NOW)));
    }
    boolean listed = isOut(next, id(i)) && !isOut(ledger, id(i));
    Tool written = tool.on(course.on(new Written(true), NOW));
    Tool known = listed ? written.counted(!inService.contains(id(i))) : written;
    List<Tool> all = new ArrayList<>(tools.stream().map(other -> other.reading(false)).toList());
    all.set(i, known.reading(false));
    return new SmallWorld(
        fleet, quorum, next, registered, inService, up, List.copyOf(all), crashes, failures);
  }

  private SmallWorld deregister(int i) {
    Tool tool = tools.get(i);
    if (inService.contains(id(i)) && !tool.uncounted()) {
      long unknown = tool.unknown().stream().filter(Predicate.not(inService::contains)).count();
      long floor = quorum.floor(fleet.all().size());
      if (inService.size() - 1 + unknown < floor) {
        throw new SimViolation(id(i) + " crosses the floor: " + this);
      }
    }
    return new SmallWorld(
            fleet,
            quorum,
            ledger,
            minus(registered, id(i)),
            minus(inService, id(i)),
            up,
            tools,
            crashes,
            failures)
        .with(i, tool.counted(true));
  }

  private static boolean isOut(Ledger ledger, String id) {
    return ledger.find(id).filter(Entry::isOut).isPresent();
  }

  private String id(int i) {
    return fleet.terms().get(i).self(0);
  }

  private SmallWorld with(int i, Tool changed) {
    List<Tool> all = new ArrayList<>(tools);
    all.set(i, changed);
    return new SmallWorld(
        fleet, quorum, ledger, registered, inService, up, List.copyOf(all), crashes, failures);
  }

  private SmallWorld inService(Set<String> next) {
    return new SmallWorld(fleet, quorum, ledger, registered, next, up, tools, crashes, failures);
  }

  private SmallWorld up(Set<String> next) {
    return new SmallWorld(
        fleet, quorum, ledger, registered, inService, next, tools, crashes, failures);
  }

  private SmallWorld registered(Set<String> next) {
    return new SmallWorld(fleet, quorum, ledger, next, inService, up, tools, crashes, failures);
  }

  private static Set<String> plus(Set<String> ids, String id) {
    Set<String> next = new TreeSet<>(ids);
    next.add(id);
    return Set.copyOf(next);
  }

  private static Set<String> minus(Set<String> ids, String id) {
    Set<String> next = new TreeSet<>(ids);
    next.remove(id);
    return Set.copyOf(next);
  }
}
