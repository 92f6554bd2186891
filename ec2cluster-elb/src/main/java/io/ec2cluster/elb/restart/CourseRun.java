package io.ec2cluster.elb.restart;

import io.ec2cluster.Time;
import io.ec2cluster.elb.balancer.FleetSize;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Standby;
import io.ec2cluster.elb.ledger.Entry;
import io.ec2cluster.elb.ledger.LedgerBook;
import io.ec2cluster.elb.turn.Answer;
import io.ec2cluster.elb.turn.CourseTerms;
import io.ec2cluster.elb.turn.FleetView;
import io.ec2cluster.elb.turn.Move;
import io.ec2cluster.elb.turn.RestartCourse;
import io.ec2cluster.elb.turn.TurnRules;
import io.ec2cluster.spi.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Runs one course. What fails ends it with an exception, and leaves the ledger as it is: a repair
 * puts back what it says. For one use, by one thread.
 */
public final class CourseRun {
  private final List<Post> posts;
  private final CourseTerms terms;
  private final IntentBook intents;
  private final FleetSize fleet;
  private final Standby standby;
  private final boolean entersStandby;
  private final Draining draining;
  private final Deeds deeds;
  private final Time time;
  private final RandomGenerator random;
  private final List<Optional<LedgerBook.Page>> pages;
  private final List<Optional<FleetReading>> seen;

  private RestartCourse course;
  private Intent intent = Intent.NOTHING;
  private Optional<String> words = Optional.empty();
  private boolean putIn;
  private boolean everPutIn;
  private boolean inStandby;
  private boolean standbyEnded;
  private boolean begun;
  private boolean serviceInDoubt;

  /**
   * What a course works with.
   *
   * @param posts its load balancers, in the order of their ids
   * @param fleet how large the fleet is besides what the load balancers say
   * @param standby what keeps it from being replaced while it is out
   * @param entersStandby whether that is wanted; ended it is in any case
   */
  public record Parts(
      List<Post> posts,
      CourseTerms terms,
      IntentBook intents,
      FleetSize fleet,
      Standby standby,
      boolean entersStandby,
      Draining draining,
      Time time,
      RandomGenerator random) {
    /** Copies. */
    public Parts {
      posts = List.copyOf(posts);
    }
  }

  /** Begins a course. */
  @FunctionalInterface
  public interface Beginning {
    /** It. */
    RestartCourse begin(CourseTerms terms, Answer.Moment now);
  }

  /** A course from its beginning. */
  public CourseRun(Parts parts, Beginning beginning, Deeds deeds) {
    this.posts = parts.posts();
    this.terms = parts.terms();
    this.intents = parts.intents();
    this.fleet = parts.fleet();
    this.standby = parts.standby();
    this.entersStandby = parts.entersStandby();
    this.draining = parts.draining();
    this.time = parts.time();
    this.random = parts.random();
    this.deeds = deeds;
    this.pages =
        new ArrayList<>(posts.stream().map(p -> Optional.<LedgerBook.Page>empty()).toList());
    this.seen = new ArrayList<>(posts.stream().map(p -> Optional.<FleetReading>empty()).toList());
    this.course = beginning.begin(terms, now());
  }

  /**
   * Goes on until a move is next that the caller waits for, or until the end.
   *
   * @return the move that is next
   */
  public Move advance(StepContext step, Predicate<Move> until) throws InterruptedException {
    begun = true;
    while (true) {
      Move move = course.move();
      if (move instanceof Move.Stop || until.test(move)) {
        return move;
      }
      course = course.on(perform(move, step), now());
    }
  }

  /** Goes on until the end; how it ended. */
  public Move.Outcome finish(StepContext step) throws InterruptedException {
    return ((Move.Stop) advance(step, next -> false)).outcome();
  }

  /** How it ended; empty while it has not. */
  public Optional<Move.Outcome> outcome() {
    return course.move() instanceof Move.Stop stop ? Optional.of(stop.outcome()) : Optional.empty();
  }

  /** Why it waits, or never gets its turn, in the words of the load balancer that said so last. */
  public Optional<String> words() {
    return words;
  }

  /** Whether it did anything yet. */
  public boolean isBegun() {
    return begun;
  }

  /** Whether it put the instance in. */
  public boolean hasPutIn() {
    return everPutIn;
  }

  /** By which rules it leaves. */
  public TurnRules rules() {
    return terms.rules();
  }

  /** Whether a restart of the service was begun, and did not come to an end. */
  public boolean isServiceInDoubt() {
    return serviceInDoubt;
  }

  private Answer perform(Move move, StepContext step) throws InterruptedException {
    if (move instanceof Move.ReadLedger read) {
      putIn = false;
      LedgerBook.Page page = posts.get(read.at()).book().read();
      pages.set(read.at(), Optional.of(page));
      return new Answer.LedgerRead(page.ledger());
    }
    if (move instanceof Move.ReadHealth read) {
      return health(read.at(), step);
    }
    if (move instanceof Move.Write write) {
      LedgerBook.Page page = pages.get(write.at()).orElseThrow();
      return new Answer.Written(posts.get(write.at()).book().write(page, write.next()));
    }
    if (move instanceof Move.Pause pause) {
      time.sleep(between(pause.atLeast(), pause.atMost()));
      return new Answer.Done(true);
    }
    return act(move, step);
  }

  private Answer act(Move move, StepContext step) throws InterruptedException {
    if (move instanceof Move.SaveIntent) {
      saveIntent();
    } else if (move instanceof Move.Deregister out) {
      deeds.beforeLeaving(step);
      enterStandby(step);
      balancer(out.at()).deregister(intent.of(balancer(out.at()).id()));
      draining.begin();
    } else if (move instanceof Move.Drain) {
      draining.await(posts.stream().map(Post::balancer).toList(), step);
    } else if (move instanceof Move.Restart) {
      serviceInDoubt = true;
      boolean back = deeds.restart(step);
      serviceInDoubt = false;
      return new Answer.Done(back);
    } else if (move instanceof Move.Register in) {
      putBack(in.at(), step);
    } else if (move instanceof Move.DropIntent) {
      forget(step);
    } else {
      throw new IllegalStateException("no such move: " + move);
    }
    return new Answer.Done(true);
  }

  private Answer health(int at, StepContext step) throws InterruptedException {
    long began = time.nanos();
    FleetReading reading = FleetReading.of(balancer(at));
    seen.set(at, Optional.of(reading));
    LedgerBook.Page page = pages.get(at).orElseThrow();
    FleetView view =
        reading.view(page.ledger(), fleet.atLeast(), time.now().getEpochSecond(), putIn);
    if (putIn && isQuiet(balancer(at))) {
      // It is where it was, and listed as out until then: nobody counts on it.
      view = view.withInService(balancer(at).self());
    } else if (putIn) {
      step.progress("waiting for " + balancer(at).id() + " to say that it is in service");
    } else {
      words =
          terms
              .rules()
              .mayLeave(balancer(at).self(), page.ledger(), view)
              .reason()
              .map(why -> balancer(at).id() + ": " + why);
      words.ifPresent(step::progress);
    }
    return new Answer.HealthRead(view, began);
  }

  /** Whether it got no requests before either, by somebody's order. */
  private boolean isQuiet(LoadBalancer balancer) {
    List<Membership> own = intent.of(balancer.id());
    return !own.isEmpty() && own.stream().noneMatch(balancer::serves);
  }

  private void saveIntent() throws InterruptedException {
    Intent all = intents.read();
    for (Optional<FleetReading> reading : seen) {
      all = reading.orElseThrow().into(all);
    }
    if (entersStandby && all.standby().isEmpty()) {
      all = all.inStandby(standby.group());
    }
    intents.write(all);
    intent = all;
  }

  private void enterStandby(StepContext step) throws InterruptedException {
    if (!inStandby && intent.standby().isPresent()) {
      standby.enter(intent.standby().get(), step);
      inStandby = true;
      standbyEnded = false;
    }
  }

  /** What is kept out is put back by somebody's order, and as it was. */
  private void forget(StepContext step) throws InterruptedException {
    Intent left = Intent.NOTHING;
    Intent all = intents.read();
    for (Post post : posts) {
      LoadBalancer balancer = post.balancer();
      boolean out =
          post.book().read().ledger().find(balancer.self()).filter(Entry::isOut).isPresent();
      if (out) {
        left = left.with(balancer.id(), all.of(balancer.id()));
      }
    }
    if (left.equals(Intent.NOTHING)) {
      endStandby(all, step);
    } else if (!standbyEnded) {
      left = left.inStandby(all.standby());
    }
    intents.write(left);
  }

  /** Before it is put in: its group puts it into its own load balancers on the way. */
  private void endStandby(Intent of, StepContext step) throws InterruptedException {
    if (!standbyEnded && of.standby().isPresent()) {
      standby.exit(of.standby().get(), step);
      standbyEnded = true;
      inStandby = false;
    }
  }

  private void putBack(int at, StepContext step) throws InterruptedException {
    if (intent.equals(Intent.NOTHING)) {
      intent = intents.read();
    }
    endStandby(intent, step);
    LoadBalancer balancer = balancer(at);
    List<Membership> earlier = intent.of(balancer.id());
    balancer.register(earlier.isEmpty() ? balancer.usual() : earlier);
    if (isQuiet(balancer)) {
      step.note(
          balancer.id() + " has it as before, and gives it no requests: somebody took it out");
    }
    putIn = true;
    everPutIn = true;
  }

  private LoadBalancer balancer(int at) {
    return posts.get(at).balancer();
  }

  private Duration between(Duration atLeast, Duration atMost) {
    long span = atMost.toMillis() - atLeast.toMillis();
    return span <= 0 ? atLeast : atLeast.plusMillis(random.nextLong(span + 1));
  }

  private Answer.Moment now() {
    return new Answer.Moment(time.nanos(), time.now().getEpochSecond());
  }
}
