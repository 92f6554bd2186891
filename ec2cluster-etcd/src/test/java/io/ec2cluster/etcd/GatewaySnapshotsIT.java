package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ec2cluster.etcd.api.EtcdRefusal;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.etcd.api.GatewayLink;
import io.ec2cluster.etcd.api.GatewayLogin;
import io.ec2cluster.etcd.api.GatewaySnapshots;
import io.ec2cluster.testing.FakeTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that end too early, break off, are refused. */
class GatewaySnapshotsIT {
  private static final FakeTime TIME = new FakeTime();

  private final Path file;
  private final HttpServer server;
  private volatile int status = 200;
  private volatile String stream = "";
  private volatile int longer;

  GatewaySnapshotsIT(@TempDir Path directory) throws IOException {
    file = directory.resolve("snapshot");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v3/",
        exchange -> {
          try (exchange) {
            boolean wanted = exchange.getRequestURI().getPath().endsWith("snapshot");
            byte[] bytes = (wanted ? stream : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                wanted ? status : 200, bytes.length + (wanted ? longer : 0));
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static String piece(String content, int left) {
    return "{\"result\":{%s\"blob\":\"%s\"}}\n"
        .formatted(
            left == 0 ? "" : "\"remaining_bytes\":\"" + left + "\",",
            Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
  }

  private void write() throws InterruptedException {
    new GatewaySnapshots(
            GatewayLink.plain(), GatewayLogin.of(Optional.empty(), TIME, words -> {}), TIME)
        .write("http://127.0.0.1:" + server.getAddress().getPort(), file);
  }

  @Test
  void piecesAreWrittenAsTheyCome() throws InterruptedException {
    stream = piece("one ", 9) + piece("two ", 5) + piece("three", 0);

    write();

    assertThat(file).hasContent("one two three");
  }

  @Test
  void aStreamThatEndsTooEarlyIsSilence() {
    for (String early : new String[] {"", piece("one ", 9), piece("one ", 9).substring(0, 40)}) {
      stream = early;
      assertThatThrownBy(this::write).as(early).isInstanceOf(EtcdSilence.class);
    }
    stream = piece("one", 0);
    longer = 10;
    assertThatThrownBy(this::write).isInstanceOf(EtcdSilence.class);
  }

  @Test
  void aStreamThatEtcdBreaksOffSaysWhy() {
    stream = piece("one ", 9) + "{\"error\":{\"grpc_code\":14,\"message\":\"it went away\"}}\n";

    assertThatThrownBy(this::write)
        .isInstanceOf(EtcdSilence.class)
        .hasMessageContaining("it went away");
  }

  @Test
  void aRefusalIsTold() {
    status = 500;
    stream = "{\"error\":{\"message\":\"auth: user name is empty\"}}";

    assertThatThrownBy(this::write)
        .isInstanceOf(EtcdRefusal.class)
        .hasMessageContaining("user name is empty");
  }
}
