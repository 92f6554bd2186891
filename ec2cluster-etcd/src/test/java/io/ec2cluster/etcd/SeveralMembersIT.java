package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.testing.FakeTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several members that are asked at once. */
@Timeout(60)
class SeveralMembersIT {
  private static final byte[] STATUS =
      "{\"header\":{\"cluster_id\":\"17\",\"member_id\":\"4\"},\"leader\":\"4\"}"
          .getBytes(StandardCharsets.UTF_8);

  @Test
  void nobodyIsWaitedForBeforeTheNextIsAsked() throws IOException, InterruptedException {
    CountDownLatch allAreAsked = new CountDownLatch(3);
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.71.0.20", 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/v3/",
        exchange -> {
          try (exchange) {
            allAreAsked.countDown();
            allAreAsked.await();
            exchange.sendResponseHeaders(200, STATUS.length);
            exchange.getResponseBody().write(STATUS);
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    try {
      String url = "http://127.71.0.20:" + server.getAddress().getPort();

      Map<String, EtcdStatus> answers =
          EtcdGateway.access(new FakeTime())
              .statuses(List.of(url, url + "/", url + "//", "http://127.71.0.21:1"));

      assertThat(answers.keySet()).containsExactly(url, url + "/", url + "//");
      assertThat(answers.values()).allMatch(EtcdStatus::leads);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
