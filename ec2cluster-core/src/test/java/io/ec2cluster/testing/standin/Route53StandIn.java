package io.ec2cluster.testing.standin;

import io.ec2cluster.Time;
import io.ec2cluster.dns.DnsName;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A strict stand-in for Route 53 on the loopback interface, for the real SDK client: batches are
 * atomic, CREATE conflicts, DELETE matches exactly, names come back escaped with a trailing dot,
 * and it can be told to throttle and to fail. Any credentials will do. Safe for use by several
 * threads and several hundred clients.
 */
public final class Route53StandIn implements AutoCloseable {
  private static final String USER =
      "arn:aws:sts::123456789012:assumed-role/stand-in/i-0123456789abcdef0";

  private final Time time;
  private final Route53Answers answers = new Route53Answers();
  private final Route53Faults faults;
  private final Map<Route53Action, AtomicInteger> requests = new ConcurrentHashMap<>();
  private final AtomicInteger zones = new AtomicInteger();
  private final StandInServer server;
  private volatile Optional<RateLimit> rateLimit = Optional.empty();

  private Route53StandIn(int port, ServerSocketFactory sockets, Time time) {
    this.time = time;
    this.faults = new Route53Faults(time);
    this.server = StandInServer.start(port, sockets, this::answer);
  }

  /** Starts one without zones on a free port, by the machine's clock. */
  public static Route53StandIn start() {
    return start(0, Time.system());
  }

  /** Starts one on a port (0: a free one) that limits, throttles and delays by a clock. */
  public static Route53StandIn start(int port, Time time) {
    return new Route53StandIn(port, ServerSocketFactory.getDefault(), time);
  }

  /** Starts one over HTTPS on a free port, with a certificate of 127.0.0.1. */
  public static Route53StandIn encrypted(SSLContext certificate) {
    return new Route53StandIn(0, certificate.getServerSocketFactory(), Time.system());
  }

  /** Where it listens, for {@code endpointOverride} or {@code AWS_ENDPOINT_URL_ROUTE_53}. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** Makes a public zone with an id of its own. */
  public Route53Zone createZone(String name) {
    return createZone("Z%013d".formatted(zones.incrementAndGet()), name, false);
  }

  /** Makes a zone; its SOA and NS are there. */
  public Route53Zone createZone(String id, String name, boolean privateZone) {
    Route53Zone zone = new Route53Zone(id, DnsName.of(name), privateZone);
    answers.add(zone);
    return zone;
  }

  /** Refuses more than so many requests in a second; Route 53 allows 5 per account. */
  public void limitRate(int perSecond) {
    rateLimit = Optional.of(new RateLimit(time, perSecond));
  }

  /**
   * Refuses batches with a document {@code InvalidChangeBatch} that lists the reasons, as the API
   * reference shows it, instead of an ordinary error as today's service answers.
   */
  public void listRefusals() {
    answers.listRefusals();
  }

  /** What it is told to do wrong. */
  public Route53Faults faults() {
    return faults;
  }

  /** How many requests of an action arrived, those that met a fault included. */
  public int requests(Route53Action action) {
    return requests.getOrDefault(action, new AtomicInteger()).get();
  }

  /** How many requests arrived. */
  public int requests() {
    return requests.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** Stops listening and closes every connection. */
  @Override
  public void close() {
    server.close();
  }

  /** Runs one as a process: {@code PORT ZONE-ID=ZONE-NAME...}; prints its endpoint. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length < 2) {
      throw new IllegalArgumentException("usage: Route53StandIn PORT ZONE-ID=ZONE-NAME...");
    }
    try (Route53StandIn standIn = start(Integer.parseInt(arguments[0]), Time.system())) {
      for (int i = 1; i < arguments.length; i++) {
        String[] zone = arguments[i].split("=", 2);
        standIn.createZone(zone[0], zone[1], false);
      }
      System.out.println(standIn.endpoint());
      Thread.currentThread().join();
    }
  }

  private Optional<StandInResponse> answer(StandInRequest request) {
    try {
      Route53Call call =
          Route53Call.of(request)
              .orElseThrow(
                  () ->
                      new Route53Error(
                          404,
                          "UnknownOperationException",
                          "the stand-in does not answer " + request.method() + request.path()));
      requests.computeIfAbsent(call.action(), key -> new AtomicInteger()).incrementAndGet();
      pause();
      return admitted(call, request);
    } catch (Route53Error error) {
      return Optional.of(error.response());
    }
  }

  private Optional<StandInResponse> admitted(Route53Call call, StandInRequest request) {
    if (!rateLimit.map(RateLimit::admits).orElse(true)) {
      throw throttling();
    }
    Optional<Route53Fault> fault = faults.take(call.action());
    if (fault.isEmpty()) {
      return Optional.of(answers.answer(call, request));
    }
    return switch (fault.get()) {
      case THROTTLING -> throw throttling();
      case PRIOR_REQUEST_NOT_COMPLETE ->
          throw new Route53Error(
              400,
              "PriorRequestNotComplete",
              "The request was rejected because Route 53 was still processing a prior request.");
      case ACCESS_DENIED -> throw accessDenied(call);
      case INTERNAL_FAILURE -> throw internalFailure();
      case UNAVAILABLE ->
          throw new Route53Error(503, "ServiceUnavailable", "Service is unavailable.");
      case LOST_BEFORE_COMMIT -> Optional.empty();
      case ANSWER_LOST_AFTER_COMMIT -> unseen(call, request);
      case INTERNAL_FAILURE_AFTER_COMMIT -> {
        answers.answer(call, request);
        throw internalFailure();
      }
    };
  }

  private Optional<StandInResponse> unseen(Route53Call call, StandInRequest request) {
    try {
      answers.answer(call, request);
    } catch (Route53Error refused) {
      // The client learns of a refusal no more than of a success.
    }
    return Optional.empty();
  }

  private void pause() {
    try {
      if (!faults.latency().isZero()) {
        time.sleep(faults.latency());
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private static Route53Error throttling() {
    return new Route53Error(400, "Throttling", "Rate exceeded");
  }

  private static Route53Error internalFailure() {
    return new Route53Error(500, "InternalFailure", "We encountered an internal error.");
  }

  private static Route53Error accessDenied(Route53Call call) {
    String resource =
        switch (call.action()) {
          case LIST_ZONES_BY_NAME -> "*";
          case GET_CHANGE -> "arn:aws:route53:::change/" + call.id();
          default -> "arn:aws:route53:::hostedzone/" + call.id();
        };
    String action = "route53:" + call.action().apiName();
    return new Route53Error(
        403,
        "AccessDenied",
        "User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action"
            .formatted(USER, action, resource, action));
  }
}
