package io.ec2cluster.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.internal.role.NodeLook;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Probe.Running;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener over real sockets. */
@Timeout(60)
class HttpListenerTest {
  private static final Bounds BOUNDS =
      new Bounds(Duration.ofSeconds(15), Duration.ofMinutes(5), Duration.ofMinutes(2));

  private final FakeTime time = new FakeTime();
  private final InetSocketAddress address =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackPorts.free());
  private final EndPoints.Engine postgres = engine("postgres");
  private final EndPoints.Engine redis = engine("redis");
  private final List<HttpListener> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(HttpListener::close);
  }

  @ParameterizedTest
  @CsvSource({
    "/replica, 200",
    "/replica?lag=1MB, 200",
    "/replica?lag=1kB, 503",
    "/replica?lag=much, 400",
    "/replica?replication_state=streaming, 200",
    "/read-only, 200",
    "/health, 200",
    "/liveness, 200",
    "/metrics, 200",
    "/postgres/replica, 200",
    "/postgres/health, 200",
    "/redis/health, 404",
    "/primary, 503",
    "/leader, 503",
    "/master, 503",
    "/read-write, 503",
    "/, 503",
    "/postgres/primary, 503",
    "/nothing, 404",
    "/replica/, 404",
    "/../etc/passwd, 404"
  })
  void answersForAReplica(String target, int status) {
    listen(postgres);
    seeReplica();

    assertThat(get(target)).startsWith("HTTP/1.1 " + status + " ");
    assertThat(ask("HEAD", target)).startsWith("HTTP/1.1 " + status + " ").endsWith("\r\n\r\n");
    assertThat(ask("OPTIONS", target)).startsWith("HTTP/1.1 " + status + " ").endsWith("\r\n\r\n");
  }

  @Test
  void saysWhyAsJson() {
    listen(postgres);
    seeReplica();

    assertThat(get("/primary"))
        .contains("application/json", "no-store")
        .contains("\"ok\" : false", "it does not run as primary: as replica, 2048 bytes behind")
        .contains("\"lagBytes\" : 2048", "\"running\" : \"yes\"", "\"record\" : null");
  }

  @Test
  void whatIsTooOldIsNotKnown() {
    listen(postgres);
    seeReplica();
    time.advance(Duration.ofSeconds(16));

    assertThat(get("/replica")).startsWith("HTTP/1.1 503 ").contains("more than 15s ago");
    assertThat(get("/health")).startsWith("HTTP/1.1 503 ");
    assertThat(get("/metrics")).contains("ec2cluster_serves_readers").doesNotContain("engine_up{");
  }

  @Test
  void withSeveralEnginesThePathHasToNameOne() {
    listen(postgres, redis);
    seeReplica();

    assertThat(get("/replica"))
        .startsWith("HTTP/1.1 404 ")
        .contains("/postgres/primary, /redis/primary");
    assertThat(get("/postgres/replica")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/redis/replica")).startsWith("HTTP/1.1 503 ").contains("not looked at yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "NONSENSE"})
  void changesNothing(String method) {
    listen(postgres);

    assertThat(ask(method, "/primary"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, HEAD, OPTIONS");
  }

  @Test
  void bearsNonsenseAndGoesOn() {
    listen(postgres);
    seeReplica();

    for (String nonsense :
        List.of(
            "\0\1\2\r\n\r\n",
            "GET\r\n\r\n",
            "GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /replica?lag=%zz HTTP/1.1\r\nHost: x\r\n\r\n")) {
      assertThat(raw(nonsense)).as(nonsense).doesNotContain("HTTP/1.1 200", "\tat ");
    }
    assertThat(get("/replica")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void metricsAreOpenMetrics() {
    listen(postgres);
    seeReplica();

    String answer = get("/metrics");
    assertThat(answer)
        .containsIgnoringCase(
            "Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8")
        .contains(
            "# TYPE ec2cluster_replication_lag_bytes gauge\n# UNIT ec2cluster_replication_lag_bytes bytes\n",
            "ec2cluster_replication_lag_bytes{cluster=\"main\\\"db\",engine=\"postgres\"} 2048\n",
            "ec2cluster_engine_replica{cluster=\"main\\\"db\",engine=\"postgres\"} 1\n",
            "# TYPE ec2cluster_demotions counter\n",
            "ec2cluster_demotions_total{cluster=\"main\\\"db\",engine=\"postgres\"} 0\n")
        .endsWith("\n# EOF\n");
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertThat(body.lines())
        .allMatch(
            line ->
                line.equals("# EOF")
                    || line.matches("# (TYPE|UNIT|HELP) ec2cluster_[a-z_]+ \\S.*")
                    || line.matches("ec2cluster_[a-z_]+\\{.*} [0-9.]+"));
    assertThat(body.lines().filter(line -> line.startsWith("# TYPE"))).doesNotHaveDuplicates();
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    listen(postgres);

    assertThatThrownBy(() -> listen(postgres))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("port " + address.getPort() + " is taken")
        .hasMessageContaining("process " + ProcessHandle.current().pid());
  }

  private void seeReplica() {
    Probe probe =
        new Probe(
            Running.YES,
            Optional.of(Role.REPLICA),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.of(2048),
            "as replica, 2048 bytes behind");
    postgres
        .state()
        .sees(
            new EngineState.Seen(
                new NodeLook(probe, Optional.of(Role.REPLICA), Optional.empty()),
                time.nanos(),
                Duration.ofMillis(3)));
  }

  private EndPoints.Engine engine(String id) {
    EngineState state = new EngineState(id, "main\"db", "i-1");
    return new EndPoints.Engine(state, new Verdicts(state, BOUNDS, time));
  }

  private void listen(EndPoints.Engine... engines) {
    List<EndPoints.Engine> all = List.of(engines);
    open.add(
        HttpListener.open(
            address,
            new EndPoints(
                all, () -> Verdict.yes("the agent works"), new Metrics(all, List.of())::text)));
  }

  private String get(String target) {
    return ask("GET", target);
  }

  private String ask(String method, String target) {
    return raw(method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  private String raw(String request) {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException reset) {
      return "reset";
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
