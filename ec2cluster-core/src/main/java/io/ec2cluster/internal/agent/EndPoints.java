package io.ec2cluster.internal.agent;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the listener answers to a path: of the node's engine where there is one, else below the
 * engine's id. Safe for use by several threads.
 */
final class EndPoints {
  private static final Set<String> PRIMARY =
      ImmutableSet.of("", "primary", "leader", "master", "read-write");
  private static final String REPLICA = "replica";
  private static final String READ_ONLY = "read-only";
  private static final String HEALTH = "health";
  private static final String LAG = "lag=";

  private final List<Engine> engines;
  private final Supplier<Verdict> liveness;
  private final Supplier<String> metrics;

  EndPoints(List<Engine> engines, Supplier<Verdict> liveness, Supplier<String> metrics) {
    this.engines = ImmutableList.copyOf(engines);
    this.liveness = liveness;
    this.metrics = metrics;
  }

  /** An engine with a primary. */
  record Engine(EngineState state, Verdicts verdicts) {}

  /** The body of an answer about the agent itself. */
  record AgentAnswer(boolean ok, String reason) {}

  /**
   * The answer.
   *
   * @param path as it stands in the request, beginning with a slash
   * @param query what follows the question mark; empty where nothing does
   */
  HttpAnswer answer(String path, String query) {
    List<String> words = Splitter.on('/').splitToList(path.substring(1));
    if (words.equals(List.of("metrics"))) {
      return new HttpAnswer(HttpAnswer.OK, OpenMetrics.TYPE, metrics.get());
    }
    if (words.equals(List.of("liveness"))) {
      Verdict alive = liveness.get();
      return HttpAnswer.json(status(alive), new AgentAnswer(alive.yes(), alive.reason()));
    }
    OptionalLong lag = OptionalLong.empty();
    Optional<String> asked = lag(query);
    if (asked.isPresent()) {
      lag = LagBound.parse(asked.get());
      if (lag.isEmpty()) {
        return HttpAnswer.problem(
            HttpAnswer.BAD_REQUEST, "lag: expected bytes, such as 1048576, 16kB or 64MB");
      }
    }
    return words.size() == 2
        ? ofEngine(words.get(0), words.get(1), lag)
        : words.size() == 1 ? ofNode(words.get(0), lag) : unknown();
  }

  private HttpAnswer ofEngine(String id, String check, OptionalLong lag) {
    return engines.stream()
        .filter(engine -> engine.state().engine().equals(id))
        .findFirst()
        .flatMap(engine -> checked(engine, check, lag))
        .orElseGet(this::unknown);
  }

  private HttpAnswer ofNode(String check, OptionalLong lag) {
    if (engines.size() == 1) {
      return checked(engines.get(0), check, lag).orElseGet(this::unknown);
    }
    return unknown();
  }

  private static Optional<HttpAnswer> checked(Engine engine, String check, OptionalLong lag) {
    return verdict(engine.verdicts(), check, lag)
        .map(
            verdict ->
                HttpAnswer.json(
                    status(verdict), EngineAnswer.of(engine.state(), engine.verdicts(), verdict)));
  }

  private static Optional<Verdict> verdict(Verdicts verdicts, String check, OptionalLong lag) {
    if (PRIMARY.contains(check)) {
      return Optional.of(verdicts.primary());
    }
    return switch (check) {
      case REPLICA -> Optional.of(verdicts.replica(lag));
      case READ_ONLY -> Optional.of(verdicts.readable(lag));
      case HEALTH -> Optional.of(verdicts.health());
      default -> Optional.empty();
    };
  }

  /** Parameters that others know are left alone, as by Patroni. */
  private static Optional<String> lag(String query) {
    return Splitter.on('&')
        .splitToStream(query)
        .filter(parameter -> parameter.startsWith(LAG))
        .map(parameter -> parameter.substring(LAG.length()))
        .findFirst();
  }

  private HttpAnswer unknown() {
    String below =
        engines.size() == 1
            ? ""
            : " below the engine: "
                + engines.stream()
                    .map(engine -> "/" + engine.state().engine() + "/primary")
                    .collect(Collectors.joining(", "))
                + ";";
    return HttpAnswer.problem(
        HttpAnswer.NOT_FOUND,
        "nothing is here: expected /primary, /replica, /read-only, /health"
            + (below.isEmpty() ? "," : below)
            + " /liveness or /metrics");
  }

  private static int status(Verdict verdict) {
    return verdict.yes() ? HttpAnswer.OK : HttpAnswer.UNAVAILABLE;
  }
}
