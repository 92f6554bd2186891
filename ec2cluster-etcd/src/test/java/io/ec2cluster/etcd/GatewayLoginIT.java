package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ec2cluster.config.Secret;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdRefusal;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.etcd.api.GatewayLink;
import io.ec2cluster.etcd.api.GatewayLogin;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member that asks for a user, with the answers of etcd 3.4. */
class GatewayLoginIT {
  private static final String PASSWORD = TestSecrets.MARK;

  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<String> said = new ArrayList<>();
  private final FakeTime time = new FakeTime();
  private final HttpServer server;
  private volatile boolean enabled = true;
  private volatile boolean denying;
  private volatile int valid = 1;
  private volatile boolean losing;
  private volatile String password = PASSWORD;

  GatewayLoginIT() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/v3/",
        exchange -> {
          try (exchange) {
            answer(exchange);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/v3/".length());
    String token =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("none");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    calls.add(path + " " + token);
    if (path.equals("auth/authenticate")) {
      if (losing) {
        losing = false;
      } else if (!body.contains("\"" + password + "\"")) {
        send(exchange, 400, error("authentication failed, invalid user ID or password", 3));
      } else {
        send(exchange, 200, "{\"token\":\"token-" + valid + "\"}");
      }
    } else if (enabled && token.equals("none")) {
      send(exchange, 400, error("user name is empty", 3));
    } else if (enabled && !token.equals("token-" + valid)) {
      send(exchange, 401, error("invalid auth token", 16));
    } else if (denying) {
      send(exchange, 403, error("permission denied", 7));
    } else {
      send(exchange, 200, "{}");
    }
  }

  private static String error(String reason, int code) {
    return "{\"error\":\"etcdserver: %s\",\"code\":%d}".formatted(reason, code);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private EtcdApi api(Optional<String> user) {
    GatewayLogin login =
        GatewayLogin.of(
            user.map(name -> new GatewayLogin.User(name, Secret.of(PASSWORD))), time, said::add);
    return EtcdGateway.access(time, GatewayLink.plain(), login)
        .at("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private EtcdApi root() {
    return api(Optional.of("root"));
  }

  @Test
  void aTokenIsFetchedWhenItIsAskedForAndKept() throws InterruptedException {
    EtcdApi api = root();

    api.put("a", "b");
    api.put("a", "c");

    assertThat(calls)
        .containsExactly(
            "kv/put none", "auth/authenticate none", "kv/put token-1", "kv/put token-1");
    assertThat(said).isEmpty();
  }

  @Test
  void anExpiredTokenIsRenewedAndTheChangeSentAgainForNothingWasDone() throws InterruptedException {
    EtcdApi api = root();
    api.confirm();
    valid = 2;
    calls.clear();

    api.promote(new EtcdId(9));

    assertThat(calls)
        .containsExactly(
            "cluster/member/promote token-1",
            "auth/authenticate none",
            "cluster/member/promote token-2");
  }

  @Test
  void aWrongPasswordIsSaidOnceAndNotTriedAgainAtOnceAndNeverShown() throws InterruptedException {
    password = "another";
    EtcdApi api = root();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(api::confirm)
          .isInstanceOf(EtcdRefusal.class)
          .hasMessageContainingAll("etcd: auth: user is 'root'", "authentication failed")
          .hasMessageNotContaining(PASSWORD);
    }
    assertThat(calls.stream().filter("auth/authenticate none"::equals)).hasSize(1);
    assertThat(said).hasSize(1).noneMatch(words -> words.contains(PASSWORD));

    password = PASSWORD;
    time.sleep(Duration.ofSeconds(10));
    api.confirm();
  }

  @Test
  void aLostAnswerToTheLoginIsSilenceAndTheNextCallLogsIn() throws InterruptedException {
    losing = true;
    EtcdApi api = root();

    assertThatThrownBy(() -> api.put("a", "b")).isInstanceOf(EtcdSilence.class);
    api.put("a", "b");

    assertThat(calls.get(calls.size() - 1)).isEqualTo("kv/put token-1");
  }

  @Test
  void withoutAUserTheRefusalSaysWhatToSet() {
    assertThatThrownBy(api(Optional.empty())::confirm)
        .isInstanceOf(EtcdRefusal.class)
        .hasMessageContaining("set etcd: auth");

    assertThat(said).hasSize(1);
    assertThat(calls).containsExactly("kv/range none");
  }

  @Test
  void aUserWithoutTheRightIsToldWhichOneIsMissing() {
    denying = true;

    assertThatThrownBy(() -> api(Optional.of("watcher")).remove(new EtcdId(9)))
        .isInstanceOf(EtcdRefusal.class)
        .hasMessageContaining("etcdctl user grant-role watcher root");
    assertThat(said).hasSize(1);
  }

  @Test
  void aClusterThatAsksNobodyIsUsedWithoutATokenAndThatIsSaid() throws InterruptedException {
    enabled = false;
    EtcdApi api = root();

    api.confirm();
    api.confirm();

    assertThat(calls).containsExactly("kv/range none", "kv/range none");
    assertThat(said).singleElement().asString().contains("auth enable");
  }
}
