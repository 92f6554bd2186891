package io.ec2cluster.elb;

import com.google.common.base.Ascii;
import com.google.common.base.Suppliers;
import io.ec2cluster.UsageException;
import io.ec2cluster.coordination.Coordination;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.coordination.RecordStore;
import io.ec2cluster.coordination.RecordTable;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.ledger.LedgerBook;
import io.ec2cluster.elb.restart.CourseRun;
import io.ec2cluster.elb.restart.Draining;
import io.ec2cluster.elb.restart.IntentBook;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.elb.roll.RollBook;
import io.ec2cluster.elb.service.ServiceManager;
import io.ec2cluster.elb.service.ServiceManagerChoice;
import io.ec2cluster.elb.turn.CourseTerms;
import io.ec2cluster.elb.turn.TurnRules;
import io.ec2cluster.local.LocalCloud;
import io.ec2cluster.spi.OperationContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What an operation works with, from its context and settings. */
final class Surroundings {
  /** How old the answer may be by which an instance is taken out. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final OperationContext context;
  private final ElbSettings settings;
  private final NodeBalancers balancers;
  private final Supplier<RecordTable> table;

  Surroundings(OperationContext context, boolean alone) {
    this.context = context;
    this.settings = context.settings(ElbSettings.class);
    this.balancers = new NodeBalancers(context, settings);
    this.table = Suppliers.memoize(() -> alone ? ownTable() : sharedTable());
  }

  ElbSettings settings() {
    return settings;
  }

  /** By which people keep this instance from being touched. */
  Flag flag() {
    return new Flag(settings);
  }

  /** What restarts services. */
  ServiceManager service() {
    return new ServiceManagerChoice(context.commands(), context.time())
        .of(settings.serviceManager());
  }

  /** Whether the service is well. */
  Health health() {
    return new Health(
        settings.health().stream().map(context::render).toList(),
        settings.registerTimeout(),
        context.commands());
  }

  /** What this instance's load balancers said before it was taken out. */
  IntentBook intents() {
    String instance =
        Ascii.toLowerCase(context.cloud().metadata().instanceId()).replaceAll("[^a-z0-9]+", "-");
    return new IntentBook(
        records(), RecordKey.of("elb", "out", instance), table.get().longestValue());
  }

  /** The roll whose first load balancer this is. */
  RollBook roll(BalancerId first) {
    return new RollBook(records(), first.roll(), table.get().longestValue());
  }

  /** What a run of a course needs. */
  CourseRun.Parts parts(List<Post> posts, boolean allowZero) {
    return new CourseRun.Parts(
        posts,
        terms(posts, allowZero),
        intents(),
        balancers.fleet(),
        balancers.standby(),
        entersStandby(),
        new Draining(settings.drainTimeout(), context.time()),
        context.time(),
        context.random());
  }

  /** The group in whose standby a restart puts this instance; refused where that cannot be. */
  Optional<String> standbyGroup() throws InterruptedException {
    return entersStandby() ? balancers.standby().group() : Optional.empty();
  }

  private boolean entersStandby() {
    return settings.autoScaling() == ElbSettings.AutoScaling.STANDBY;
  }

  /** How large the fleet is at least, besides what the load balancers say. */
  long fleet() throws InterruptedException {
    return balancers.fleet().atLeast();
  }

  /** The wall clock, in seconds. */
  long now() {
    return context.time().now().getEpochSecond();
  }

  private CourseTerms terms(List<Post> posts, boolean allowZero) {
    return new CourseTerms(
        posts.stream().map(post -> post.balancer().self()).toList(),
        rules(allowZero),
        posts.stream()
            .map(post -> post.balancer().propagation())
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO),
        FRESH,
        settings.poll(),
        settings.waiting(),
        settings.registerTimeout());
  }

  TurnRules rules(boolean allowZero) {
    return new TurnRules(settings.floor(), allowZero);
  }

  /**
   * The load balancers that a restart is about: those of the configuration; else those that the
   * instance is in, or was in before an earlier run took it out; else those that it is to be in.
   *
   * @param named the one that the command names
   */
  List<Post> posts(Optional<String> named) throws InterruptedException {
    if (named.isEmpty()) {
      return balancers().stream().map(this::post).toList();
    }
    Map<BalancerId, LoadBalancer> found = known();
    LoadBalancer wanted = balancers.open(parse(named.get()));
    if (!found.isEmpty() && !found.containsKey(wanted.id())) {
      throw new UsageException(
          "this instance is in %s, and %s was named: expected one of those, or none. To move it, deregister it first"
              .formatted(found.keySet(), wanted.id()));
    }
    return List.of(post(wanted));
  }

  /** The same without their ledgers: those of the configuration need no coordination for it. */
  List<LoadBalancer> balancers() throws InterruptedException {
    Map<BalancerId, LoadBalancer> found = known();
    if (found.isEmpty()) {
      balancers.byHostName().ifPresent(guessed -> found.put(guessed.id(), guessed));
    }
    if (found.isEmpty()) {
      throw new UsageException(
          "this instance is registered nowhere, and nothing says where it belongs: expected elb: load-balancers, a load balancer in the command, or a host name below one of elb: supported-domains");
    }
    return List.copyOf(found.values());
  }

  /** The same without a guess: those that it may have been taken out of; may be empty. */
  List<Post> knownPosts() throws InterruptedException {
    return known().values().stream().map(this::post).toList();
  }

  private Map<BalancerId, LoadBalancer> known() throws InterruptedException {
    Map<BalancerId, LoadBalancer> found = new TreeMap<>();
    if (settings.loadBalancers().isEmpty()) {
      for (LoadBalancer own : balancers.own()) {
        found.put(own.id(), own);
      }
      for (BalancerId earlier : intents().read().memberships().keySet()) {
        if (!found.containsKey(earlier)) {
          found.put(earlier, balancers.open(earlier));
        }
      }
    }
    for (String configured : settings.loadBalancers()) {
      LoadBalancer balancer = balancers.open(BalancerId.parse(configured));
      found.put(balancer.id(), balancer);
    }
    return found;
  }

  private static BalancerId parse(String name) {
    try {
      return BalancerId.parse(name);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("load balancer: " + wrong.getMessage(), wrong);
    }
  }

  private Post post(LoadBalancer balancer) {
    return new Post(
        balancer, new LedgerBook(records(), balancer.id().ledger(), table.get().longestValue()));
  }

  private RecordStore records() {
    return new Coordination(table.get(), context.time(), context.random()).records();
  }

  /** For one who is alone: a directory of this node. */
  private RecordTable ownTable() {
    return LocalCloud.at(context.stateDirectory().resolve("elb-alone"))
        .zone(DnsName.of("alone.invalid"))
        .time(context.time())
        .build()
        .records();
  }

  private RecordTable sharedTable() {
    try {
      return context.cloud().records();
    } catch (UsageException nowhere) {
      throw new UsageException(
          nowhere.getMessage()
              + ". Without it several instances could leave at the same time; --alone goes without, for a single operator who knows that nobody else restarts",
          nowhere);
    }
  }
}
