package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdRefusal;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.etcd.api.MemberList;
import io.ec2cluster.testing.FakeTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member whose answers are lost. */
class LostAnswerIT {
  private static final String HEADER =
      "\"header\":{\"cluster_id\":\"17\",\"member_id\":\"18446744073709551615\"}";
  private static final String LEARNER =
      "{\"ID\":\"9\",\"peerURLs\":[\"http://10.0.0.9:2380\"],\"isLearner\":true}";

  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  LostAnswerIT() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/v3/",
        exchange -> {
          String path = exchange.getRequestURI().getPath().substring("/v3/".length());
          calls.add(path);
          try (exchange) {
            CountDownLatch end = waiting.get(path);
            if (end != null) {
              end.await();
            }
            String answer = answers.get(path);
            if (answer != null) {
              byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(answer.contains("\"error\"") ? 503 : 200, bytes.length);
              exchange.getResponseBody().write(bytes);
            }
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        });
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private EtcdApi api() {
    return EtcdGateway.access(new FakeTime())
        .at("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void aMemberAddThatWasCarriedOutIsFoundInTheListAndNotSentAgain() throws InterruptedException {
    answers.put("kv/range", "{" + HEADER + "}");
    answers.put("cluster/member/list", "{" + HEADER + ",\"members\":[" + LEARNER + "]}");

    MemberList list = api().addLearner("http://10.0.0.9:2380");

    assertThat(list.find(new EtcdId(9))).isPresent();
    assertThat(list.teller().hex()).isEqualTo("ffffffffffffffff");
    assertThat(calls).containsExactly("cluster/member/add", "kv/range", "cluster/member/list");
  }

  @Test
  void aMemberAddThatIsNotInTheListIsAFailure() {
    answers.put("kv/range", "{" + HEADER + "}");
    answers.put("cluster/member/list", "{" + HEADER + ",\"members\":[]}");

    assertThatThrownBy(() -> api().addLearner("http://10.0.0.9:2380"))
        .isInstanceOf(EtcdSilence.class);
    assertThat(calls.stream().filter("cluster/member/add"::equals)).hasSize(1);
  }

  @Test
  void readsAreRepeatedOnceAndChangesNever() {
    assertThatThrownBy(() -> api().status()).isInstanceOf(EtcdSilence.class);
    assertThatThrownBy(() -> api().promote(new EtcdId(9))).isInstanceOf(EtcdSilence.class);

    assertThat(calls)
        .containsExactly("maintenance/status", "maintenance/status", "cluster/member/promote");
  }

  @Test
  void aConfirmationIsGivenUpAfterThreeSecondsAndNotAskedForAgain() {
    CountDownLatch end = new CountDownLatch(1);
    waiting.put("kv/range", end);
    long begin = System.nanoTime();

    assertThatThrownBy(() -> api().confirm())
        .isInstanceOf(EtcdSilence.class)
        .hasCauseInstanceOf(HttpTimeoutException.class);

    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    end.countDown();
    assertThat(took).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    assertThat(calls).containsExactly("kv/range");
  }

  @Test
  void whereEtcdDoesNotKnowHowItEndedNobodyDoes() {
    answers.put("kv/put", "{\"error\":\"etcdserver: request timed out\",\"code\":14}");
    answers.put("cluster/member/add", "{\"error\":\"etcdserver: unhealthy cluster\",\"code\":14}");

    assertThatThrownBy(() -> api().put("a", "b")).isInstanceOf(EtcdSilence.class);
    assertThatThrownBy(() -> api().addLearner("http://10.0.0.9:2380"))
        .isInstanceOfSatisfying(
            EtcdRefusal.class, refusal -> assertThat(refusal.isForbiddenNow()).isTrue());
  }

  @Test
  void whatIsNotJsonIsSilence() {
    answers.put("kv/range", "<html>a proxy</html>");

    assertThatThrownBy(() -> api().get("a")).isInstanceOf(EtcdSilence.class);
  }
}
