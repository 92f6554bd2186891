package io.ec2cluster.rds.standin;

import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.RateLimit;
import io.ec2cluster.testing.standin.StandInRequest;
import io.ec2cluster.testing.standin.StandInResponse;
import io.ec2cluster.testing.standin.StandInServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict stand-in for RDS on the loopback interface, for the real SDK client: what moto skips.
 * Instances go through their states in the durations that the test gives, on its clock; requests
 * that RDS refuses are refused; whatever a request may meet can be made to happen. Safe for use by
 * several threads.
 */
public final class RdsStandIn implements AutoCloseable {
  private static final Pattern KEY = Pattern.compile("Credential=(?<id>[^/]+)/");

  private final RdsAccount account;
  private final StandInServer server;
  private final FakeTime time;
  private final List<Call> calls = new ArrayList<>();
  private final Deque<RdsFault> faults = new ArrayDeque<>();
  private final Map<String, Deque<RdsFault>> faultsOfActions = new HashMap<>();
  private volatile Runnable onTheWay = () -> {};
  private Optional<RateLimit> limit = Optional.empty();
  private Optional<IamPolicy> policy = Optional.empty();

  private RdsStandIn(FakeTime time, Durations durations) {
    this.time = time;
    this.account = new RdsAccount(time, durations);
    this.server = StandInServer.start(0, this::answer);
  }

  /** Starts one without instances. */
  public static RdsStandIn start(FakeTime time, Durations durations) {
    return new RdsStandIn(time, durations);
  }

  /**
   * A request that arrived.
   *
   * @param action what it asked for
   * @param parameters with what
   * @param at when
   * @param client the id of the key that signed it
   * @param throttled whether the limit refused it
   */
  public record Call(
      String action,
      Map<String, String> parameters,
      Duration at,
      String client,
      boolean throttled) {
    /** Whether it describes one instance, or some that it names by the filter. */
    public boolean isNarrow() {
      return parameters.containsKey("DBInstanceIdentifier")
          || parameters.containsKey("Filters.Filter.1.Values.Value.1");
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** What is in the account. */
  public RdsAccount account() {
    return account;
  }

  /** Lets every request go through this before it is looked at. */
  public RdsStandIn onTheWay(Runnable pause) {
    onTheWay = pause;
    return this;
  }

  /** Admits so many requests a second. */
  public synchronized RdsStandIn limited(int perSecond) {
    limit = Optional.of(new RateLimit(time, perSecond));
    return this;
  }

  /** Refuses what a policy does not allow. */
  public synchronized RdsStandIn allowing(IamPolicy allowed) {
    policy = Optional.of(allowed);
    return this;
  }

  /** Lets something happen to the next requests, in this order; nothing to those after them. */
  public synchronized RdsStandIn next(List<RdsFault> coming) {
    faults.addAll(coming);
    return this;
  }

  /** Lets something happen to the next requests of one action. */
  public synchronized RdsStandIn next(String action, List<RdsFault> coming) {
    faultsOfActions.computeIfAbsent(action, none -> new ArrayDeque<>()).addAll(coming);
    return this;
  }

  /** What arrived, in order. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** What arrived for one action. */
  public List<Call> calls(String action) {
    return calls().stream().filter(call -> call.action().equals(action)).toList();
  }

  @Override
  public void close() {
    server.close();
  }

  private Optional<StandInResponse> answer(StandInRequest request) {
    onTheWay.run();
    return atOnce(request);
  }

  private synchronized Optional<StandInResponse> atOnce(StandInRequest request) {
    Map<String, String> form = request.form();
    String action = form.getOrDefault("Action", "");
    boolean throttled = limit.filter(rate -> !rate.admits()).isPresent();
    calls.add(new Call(action, form, time.elapsed(), client(request), throttled));
    if (throttled) {
      return Optional.of(RdsAnswers.error(throttled()));
    }
    Optional<RdsFault> fault =
        Optional.ofNullable(faultsOfActions.getOrDefault(action, faults).poll());
    if (fault.isEmpty()) {
      return Optional.of(done(action, form, account.instances()));
    }
    return switch (fault.get()) {
      case THROTTLE -> Optional.of(RdsAnswers.error(throttled()));
      case SERVER_ERROR ->
          Optional.of(RdsAnswers.error(new RdsError(500, "InternalFailure", "try again")));
      case LOST_REQUEST -> Optional.empty();
      case LOST_ANSWER -> {
        done(action, form, account.instances());
        yield Optional.empty();
      }
      case STALE -> Optional.of(done(action, form, account.stale()));
      case EMPTY -> Optional.of(RdsAnswers.described(List.of(), List.of(), Optional.empty()));
    };
  }

  private StandInResponse done(
      String action, Map<String, String> form, Map<String, StandInInstance> shown) {
    try {
      policy.ifPresent(allowed -> RdsPermissions.check(allowed, form));
      return new RdsActions(account, form).run(action, shown);
    } catch (RdsError refused) {
      return RdsAnswers.error(refused);
    }
  }

  private static String client(StandInRequest request) {
    Matcher key = KEY.matcher(request.headers().getOrDefault("authorization", ""));
    return key.find() ? key.group("id") : "";
  }

  private static RdsError throttled() {
    return new RdsError(400, "Throttling", "Rate exceeded");
  }
}
