package io.ec2cluster.elb.turn;

import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.Entry.State;
import io.ec2cluster.elb.ledger.Ledger;
import io.ec2cluster.elb.turn.Answer.Done;
import io.ec2cluster.elb.turn.Answer.HealthRead;
import io.ec2cluster.elb.turn.Answer.LedgerRead;
import io.ec2cluster.elb.turn.Answer.Moment;
import io.ec2cluster.elb.turn.Answer.Written;
import io.ec2cluster.elb.turn.Move.Outcome;
import io.ec2cluster.elb.turn.Seat.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One restart, or one repair, as an immutable state: {@link #move} says what is done next, {@link
 * #on} what follows from its answer. It may be lost after any move; the next one begins at the
 * ledger. The order of the moves is what keeps the floor:
 *
 * <ol>
 *   <li>the ledger is read before health, and written only if it is still the same;
 *   <li>in several load balancers, in their order; what was granted is given back when a later one
 *       refuses;
 *   <li>after the last grant everything is read again, the ledger before health and after it, and
 *       given back if the floor does not hold;
 *   <li>taken out, restarted, put in; the entry ends when every load balancer says that it is in
 *       service, by an answer that cannot be older than the removal.
 * </ol>
 */
public final class RestartCourse {
  private static final Duration CONTENTION = Duration.ofMillis(50);

  private final CourseTerms terms;
  private final Aim aim;
  private final Phase phase;
  private final int at;
  private final List<Seat> seats;
  private final Memory memory;

  /** What it is for. */
  private enum Aim {
    RESTART,
    /** What is listed as out for a restart is put back. */
    REPAIR,
    /** It is put in, and kept out no more. */
    REGISTER
  }

  /**
   * What it remembers.
   *
   * @param place its place in every queue; 0 before it has one
   * @param started when it began to wait
   * @param marked when it last changed what the load balancers see, or was granted a turn
   * @param registered when it was put in
   * @param next the ledger that is to be written
   * @param changed what becomes of its own entry
   * @param ended whether it is removed instead
   * @param outcome how it ends after that; empty: it goes on waiting
   */
  private record Memory(
      long place,
      long started,
      long marked,
      long registered,
      Ledger next,
      State changed,
      boolean ended,
      Optional<Outcome> outcome) {
    static final Memory NEW =
        new Memory(0, 0, 0, 0, Ledger.empty(), State.WAITING, false, Optional.empty());

    Memory place(long chosen) {
      return new Memory(chosen, started, marked, registered, next, changed, ended, outcome);
    }

    Memory started(long now) {
      return new Memory(place, now, marked, registered, next, changed, ended, outcome);
    }

    Memory marked(long now) {
      return new Memory(place, started, now, registered, next, changed, ended, outcome);
    }

    Memory registered(long now) {
      return new Memory(place, started, marked, now, next, changed, ended, outcome);
    }

    Memory writes(Ledger ledger) {
      return new Memory(place, started, marked, registered, ledger, changed, ended, outcome);
    }

    Memory changes(State to, boolean end, Optional<Outcome> then) {
      return new Memory(place, started, marked, registered, Ledger.empty(), to, end, then);
    }
  }

  private RestartCourse(
      CourseTerms terms, Aim aim, Phase phase, int at, List<Seat> seats, Memory memory) {
    this.terms = terms;
    this.aim = aim;
    this.phase = phase;
    this.at = at;
    this.seats = seats;
    this.memory = memory;
  }

  /** A restart, which first puts back what an earlier one may have taken out. */
  public static RestartCourse restart(CourseTerms terms, Moment now) {
    return begin(terms, Aim.RESTART, now);
  }

  /** Puts back what is listed as out for a restart, and waits for nothing else. */
  public static RestartCourse repair(CourseTerms terms, Moment now) {
    return begin(terms, Aim.REPAIR, now);
  }

  /** Puts it in everywhere, also where it is kept out. */
  public static RestartCourse register(CourseTerms terms, Moment now) {
    return begin(terms, Aim.REGISTER, now);
  }

  private static RestartCourse begin(CourseTerms terms, Aim aim, Moment now) {
    return new RestartCourse(
        terms,
        aim,
        Phase.RECALL,
        0,
        Collections.nCopies(terms.loadBalancers(), Seat.NEW),
        Memory.NEW.started(now.nanos()));
  }

  // --- what is next ---------------------------------------------------------------------------

  /** The next move. */
  public Move move() {
    return switch (phase) {
      case RECALL, LOOK, CONFIRM, CONFIRM_AGAIN, CHANGE -> new Move.ReadLedger(at);
      case JUDGE, CONFIRM_JUDGE, AWAIT -> new Move.ReadHealth(at);
      case WRITE, CHANGE_WRITE -> new Move.Write(at, memory.next());
      case CONTEND -> new Move.Pause(Duration.ZERO, contention());
      // Few end at the same time, and others wait for the room.
      case CHANGE_CONTEND -> new Move.Pause(Duration.ZERO, contention().dividedBy(8));
      case SETTLE -> new Move.Pause(terms.propagation(), terms.propagation());
      case IDLE, CONFIRM_PAUSE, AWAIT_PAUSE ->
          new Move.Pause(terms.poll(), terms.poll().plus(terms.poll().dividedBy(4)));
      case INTENT -> new Move.SaveIntent();
      case DEREGISTER -> new Move.Deregister(at);
      case DRAIN -> new Move.Drain();
      case RESTART -> new Move.Restart();
      case PUT_BACK, REGISTER -> new Move.Register(at);
      case FORGET -> new Move.DropIntent();
      case STOP -> new Move.Stop(memory.outcome().orElseThrow());
    };
  }

  /**
   * Perhaps the whole fleet writes the record at the same time, whose size, and so the time that a
   * write takes, grows with it: the next tries are spread over as long, and longer if that fails.
   */
  private Duration contention() {
    Seat seat = seats.get(at);
    long fleet = seat.fleet().map(view -> view.size(seat.ledger())).orElse(0L);
    long writers = 2 + Math.max(fleet, seat.ledger().entries().size());
    return CONTENTION.multipliedBy(writers << seat.conflicts());
  }

  boolean isRepair() {
    return aim == Aim.REPAIR;
  }

  // --- what follows ---------------------------------------------------------------------------

  /** The state after an answer to {@link #move}. */
  public RestartCourse on(Answer answer, Moment now) {
    if (answer instanceof LedgerRead read) {
      return onLedger(seat().with(read.ledger()), now);
    }
    if (answer instanceof HealthRead read) {
      return onHealth(seat().with(read.fleet(), read.began()), now);
    }
    if (answer instanceof Written written) {
      return onWritten(written.success(), now);
    }
    return onDone(((Done) answer).success(), now);
  }

  private RestartCourse onLedger(Seat read, Moment now) {
    RestartCourse known = with(read);
    return switch (phase) {
      case RECALL -> known.recalled(now);
      case LOOK -> known.looked(now);
      case CONFIRM -> known.to(Phase.CONFIRM_JUDGE);
      case CONFIRM_AGAIN -> known.confirmed(seat().ledger(), now);
      case CHANGE -> known.changed(now);
      default -> throw unexpected();
    };
  }

  private RestartCourse onHealth(Seat read, Moment now) {
    RestartCourse known = with(read);
    return switch (phase) {
      case JUDGE -> known.judged(now);
      case CONFIRM_JUDGE -> known.to(Phase.CONFIRM_AGAIN);
      case AWAIT -> known.awaited(now);
      default -> throw unexpected();
    };
  }

  private RestartCourse onWritten(boolean success, Moment now) {
    if (phase == Phase.CHANGE_WRITE) {
      return success
          ? with(seat().with(Held.NO).calm()).before()
          : with(seat().refused()).to(Phase.CHANGE_CONTEND);
    }
    if (!success) {
      return with(seat().refused()).to(Phase.CONTEND);
    }
    boolean queued = memory.next().find(terms.self(at)).filter(entry -> !entry.isOut()).isPresent();
    boolean taken = memory.next().find(terms.self(at)).filter(Entry::isOut).isPresent();
    if (taken) {
      return with(seat().with(Held.TAKEN).calm()).with(memory.marked(now.nanos())).next(now);
    }
    return queued && seat().ledger().find(terms.self(at)).isEmpty()
        ? with(seat().calm()).change(State.WAITING, false, Optional.empty())
        : with(seat().calm()).to(Phase.LOOK);
  }

  private RestartCourse onDone(boolean success, Moment now) {
    return switch (phase) {
      case PUT_BACK, REGISTER -> next(now);
      case SETTLE -> aim == Aim.RESTART ? to(Phase.LOOK, 0) : enter(Phase.AWAIT, now);
      case CONTEND -> waited(now) ? end(Outcome.NO_TURN) : to(Phase.LOOK);
      case CHANGE_CONTEND -> to(Phase.CHANGE);
      case IDLE -> waited(now) ? end(Outcome.NO_TURN) : to(Phase.LOOK, 0);
      case CONFIRM_PAUSE -> to(Phase.CONFIRM, 0);
      case INTENT -> isFresh(now) ? to(Phase.DEREGISTER, 0) : to(Phase.CONFIRM, 0);
      case DEREGISTER -> with(memory.marked(now.nanos())).next(now);
      case DRAIN -> to(Phase.RESTART);
      case RESTART ->
          success
              ? to(Phase.REGISTER, 0)
              : change(State.KEPT_OUT, false, Optional.of(Outcome.KEPT_OUT));
      case AWAIT_PAUSE -> enter(Phase.AWAIT, now);
      case FORGET -> to(Phase.STOP);
      default -> throw unexpected();
    };
  }

  // --- the turn -------------------------------------------------------------------------------

  private RestartCourse recalled(Moment now) {
    Optional<Entry> own = seat().ledger().find(terms.self(at));
    Held held =
        own.filter(Entry::isOut)
            .map(entry -> isKept(entry) ? Held.KEPT : Held.TAKEN)
            .orElse(Held.NO);
    long place = memory.place() > 0 ? memory.place() : own.map(Entry::place).orElse(0L);
    return with(seat().with(held)).with(memory.place(place)).next(now);
  }

  /** A person who registers it ends that. */
  private boolean isKept(Entry entry) {
    return entry.state() == State.KEPT_OUT && aim != Aim.REGISTER;
  }

  private RestartCourse looked(Moment now) {
    Optional<Entry> own = seat().ledger().find(terms.self(at));
    if (own.filter(Entry::isOut).isPresent()) {
      boolean kept = own.get().state() == State.KEPT_OUT;
      return with(seat().with(kept ? Held.KEPT : Held.TAKEN)).next(now);
    }
    RestartCourse placed = placed(own, now);
    Seat looked = placed.seat().looked();
    if (placed.seat().isToAsk(terms, at)) {
      return placed.with(placed.seat().asked()).to(Phase.JUDGE);
    }
    return own.isPresent()
        ? placed.with(looked).change(State.WAITING, false, Optional.empty())
        : placed.with(looked).writeQueued(now);
  }

  private RestartCourse placed(Optional<Entry> own, Moment now) {
    return with(
        memory.place(
            own.map(Entry::place)
                .orElseGet(
                    () ->
                        at > 0 && memory.place() > 0
                            ? memory.place()
                            : seat().ledger().nextPlace(now.seconds()))));
  }

  private RestartCourse judged(Moment now) {
    FleetView fleet = seat().fleet().orElseThrow();
    Ledger ledger = seat().ledger();
    QueueWatch watch = seat().watch().look(terms, at, ledger, fleet, now.nanos());
    List<String> ended = watch.ended(terms, seat().readAt());
    if (!ended.isEmpty()) {
      return with(seat().with(QueueWatch.NOTHING)).write(ledger.without(ended));
    }
    RestartCourse watched = with(seat().with(watch));
    Verdict verdict = terms.rules().mayLeave(terms.self(at), ledger, fleet);
    if (verdict instanceof Verdict.Go) {
      return watched.write(ledger.takeTurn(terms.self(at), memory.place(), now.seconds()));
    }
    if (verdict instanceof Verdict.Never) {
      return watched.end(Outcome.REFUSED);
    }
    return ledger.find(terms.self(at)).isPresent()
        ? watched.change(State.WAITING, false, Optional.empty())
        : watched.writeQueued(now);
  }

  private RestartCourse writeQueued(Moment now) {
    return write(seat().ledger().queue(terms.self(at), memory.place(), now.seconds()));
  }

  private RestartCourse confirmed(Ledger before, Moment now) {
    FleetView fleet = seat().fleet().orElseThrow();
    if (seat().held() == Held.KEPT || terms.rules().holds(before, fleet, seat().ledger())) {
      return next(now);
    }
    if (seat().inService(terms.self(at))) {
      return change(State.WAITING, false, Optional.empty());
    }
    // Nobody has counted on it since it was listed, if it was not in service then.
    boolean certain = isAfterMark(seat().readAt());
    return certain ? next(now) : to(Phase.CONFIRM_PAUSE);
  }

  private RestartCourse awaited(Moment now) {
    if (seat().inService(terms.self(at)) && isAfterMark(seat().readAt())) {
      return next(now);
    }
    Duration since = Duration.ofNanos(now.nanos() - memory.registered());
    return since.compareTo(terms.registerTimeout()) < 0
        ? to(Phase.AWAIT_PAUSE)
        : with(memory.changes(State.RESTARTING, false, Optional.of(Outcome.NOT_BACK)))
            .to(Phase.STOP);
  }

  // --- the own entry --------------------------------------------------------------------------

  /** From the last load balancer to the first, as far as there is something to change. */
  private RestartCourse change(State to, boolean end, Optional<Outcome> then) {
    return with(memory.changes(to, end, then)).to(Phase.CHANGE, seats.size()).before();
  }

  private RestartCourse end(Outcome outcome) {
    return change(State.WAITING, true, Optional.of(outcome));
  }

  private RestartCourse before() {
    int previous = at - 1;
    while (previous >= 0 && !isToChange(previous)) {
      previous--;
    }
    if (previous >= 0) {
      return to(Phase.CHANGE, previous);
    }
    if (memory.outcome().isEmpty()) {
      return to(Phase.IDLE, 0);
    }
    return memory.outcome().get() == Outcome.BACK ? to(Phase.FORGET, 0) : to(Phase.STOP, 0);
  }

  private boolean isToChange(int index) {
    Held held = seats.get(index).held();
    boolean back = memory.outcome().equals(Optional.of(Outcome.BACK));
    if (held == Held.KEPT) {
      return back && aim != Aim.REPAIR;
    }
    return memory.ended() || held == Held.TAKEN;
  }

  private RestartCourse changed(Moment now) {
    Ledger ledger = seat().ledger();
    Ledger next =
        memory.ended()
            ? ledger.end(terms.self(at))
            : memory.changed() == State.KEPT_OUT
                ? ledger.keepOut(terms.self(at), now.seconds())
                : ledger.withdraw(terms.self(at), now.seconds());
    return next.equals(ledger)
        ? with(seat().with(Held.NO)).before()
        : with(memory.writes(next)).to(Phase.CHANGE_WRITE);
  }

  // --- steps ----------------------------------------------------------------------------------

  /** The same phase for the next load balancer, or what comes after the last. */
  private RestartCourse next(Moment now) {
    Phase each = each();
    int following = at + 1;
    while (following < seats.size() && isSkipped(each, following)) {
      following++;
    }
    if (following < seats.size()) {
      return to(each, following);
    }
    return switch (each) {
      case RECALL -> afterRecall(now);
      case PUT_BACK -> with(memory.marked(now.nanos()).registered(now.nanos())).to(Phase.SETTLE, 0);
      case LOOK -> to(Phase.CONFIRM, 0);
      case CONFIRM -> to(Phase.INTENT, 0);
      case DEREGISTER -> to(Phase.DRAIN, 0);
      case REGISTER -> with(memory.registered(now.nanos())).to(Phase.AWAIT, 0);
      case AWAIT -> end(Outcome.BACK);
      default -> throw unexpected();
    };
  }

  private Phase each() {
    return switch (phase) {
      case JUDGE, WRITE -> Phase.LOOK;
      case CONFIRM_JUDGE, CONFIRM_AGAIN -> Phase.CONFIRM;
      default -> phase;
    };
  }

  /** A repair does not touch where it is kept out. */
  private boolean isSkipped(Phase each, int index) {
    boolean kept = seats.get(index).held() == Held.KEPT;
    return kept && (each == Phase.PUT_BACK || (aim == Aim.REPAIR && each == Phase.AWAIT));
  }

  private RestartCourse afterRecall(Moment now) {
    boolean taken = seats.stream().anyMatch(seat -> seat.held() == Held.TAKEN);
    if (taken || aim == Aim.REGISTER) {
      return enter(Phase.PUT_BACK, now);
    }
    return aim == Aim.REPAIR ? end(Outcome.BACK) : to(Phase.LOOK, 0);
  }

  /** At the first load balancer that the phase is for. */
  private RestartCourse enter(Phase each, Moment now) {
    return to(each, -1).next(now);
  }

  private boolean isFresh(Moment now) {
    long oldest = seats.stream().mapToLong(Seat::readAt).min().orElseThrow();
    return now.nanos() - oldest <= terms.fresh().toNanos();
  }

  private boolean isAfterMark(long readAt) {
    return readAt - memory.marked() >= terms.propagation().toNanos();
  }

  private boolean waited(Moment now) {
    return now.nanos() - memory.started() >= terms.patience().toNanos();
  }

  private RestartCourse write(Ledger next) {
    return with(memory.writes(next)).to(Phase.WRITE);
  }

  private Seat seat() {
    return seats.get(at);
  }

  private RestartCourse to(Phase next) {
    return to(next, at);
  }

  private RestartCourse to(Phase next, int index) {
    return new RestartCourse(terms, aim, next, index, seats, memory);
  }

  private RestartCourse with(Seat changed) {
    List<Seat> all = new ArrayList<>(seats);
    all.set(at, changed);
    return new RestartCourse(terms, aim, phase, at, List.copyOf(all), memory);
  }

  private RestartCourse with(Memory next) {
    return new RestartCourse(terms, aim, phase, at, seats, next);
  }

  private IllegalStateException unexpected() {
    return new IllegalStateException("an answer that does not fit to " + this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RestartCourse that
        && terms.equals(that.terms)
        && aim == that.aim
        && phase == that.phase
        && at == that.at
        && seats.equals(that.seats)
        && memory.equals(that.memory);
  }

  @Override
  public int hashCode() {
    return Objects.hash(aim, phase, at, seats, memory);
  }

  @Override
  public String toString() {
    return "%s of %s at %d, %s".formatted(phase, terms.selves(), at, seats);
  }
}
