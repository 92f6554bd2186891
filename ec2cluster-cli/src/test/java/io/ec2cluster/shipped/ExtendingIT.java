package io.ec2cluster.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.documents.Document;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine of {@code docs/extending.md}, built before as a project of its own, in the jar that is
 * shipped: from the folder of plug-ins and on the class path.
 */
@Timeout(180)
class ExtendingIT {
  private static final Path BUILT =
      Path.of("target", "it", "memcached", "target", "memcached-engine-1.0.jar").toAbsolutePath();
  private static final String PORT_OF_THE_TEXT = "11311";

  private final Path folder;
  private final Processes processes;
  private final Document document;
  private final int port;

  ExtendingIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.processes = new Processes(folder);
    this.document = Document.read("extending.md");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
  }

  /** The files of the text as if they had been typed off, and what {@code mvn package} made. */
  @BeforeEach
  void makeTheProject() throws IOException {
    Files.createDirectory(folder.resolve("target"));
    Files.copy(BUILT, folder.resolve("target").resolve(BUILT.getFileName()));
    for (String name : List.of("config.yaml", "node.json")) {
      String text = document.files().getOrDefault(name, "");
      Files.writeString(
          folder.resolve(name), text.replace(PORT_OF_THE_TEXT, Integer.toString(port)));
    }
  }

  @AfterEach
  void endWhatWasStarted() throws Exception {
    run("ec2cluster --plugins target --config config.yaml --metadata node.json leave --last");
    processes.close();
  }

  @Test
  void theCommandsOfTheTextDoWhatItSays() throws Exception {
    Ended ended = run(document.commands().get(0));

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out())
        .containsPattern("memcached +1.0 +\\S*plugins/memcached-engine-1.0.jar +init, ")
        .contains("Start memcached -d -A -l 127.0.0.1 -p " + port)
        .containsPattern("this node +i-1: memcached: VERSION 1")
        .containsPattern("verdict +healthy");
    assertThat(ended.err()).contains("done: start memcached", "done: publish the primary name");
    assertThat(isListening()).isFalse();
  }

  @Test
  void onTheClassPathTheEngineIsFoundAndWorksToo() throws Exception {
    Ended engines = run(document.commands().get(1));
    Ended init =
        run(
            document.commands().get(1).strip().replace(" engines", "")
                + " --config config.yaml --metadata node.json init");

    assertThat(engines.exitCode()).as(engines.err()).isZero();
    assertThat(engines.out())
        .containsPattern("memcached +1.0 +\\S*target/memcached-engine-1.0.jar");
    assertThat(init.exitCode()).as(init.err()).isZero();
    assertThat(isListening()).isTrue();
  }

  @Test
  void withoutThePlugInTheEngineIsBadUsage() throws Exception {
    Ended unknown = run("EC2CLUSTER_PLUGINS= ec2cluster memcached init");
    Path jar = Files.createDirectory(folder.resolve("broken")).resolve("memcached.jar");
    Files.writeString(jar, "no jar");
    Ended broken = run("ec2cluster --plugins broken memcached init");

    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.err()).contains("the plug-in " + jar + " is left out");
  }

  private Ended run(String script) throws IOException, InterruptedException {
    Map<String, String> environment =
        ImmutableMap.of(
            "PATH",
            Shipped.launcher().getParent() + ":" + System.getenv().getOrDefault("PATH", ""),
            "JAVA_HOME",
            System.getProperty("java.home"),
            "EC2CLUSTER_JAR",
            Shipped.jar().toString());
    return processes.run(environment, List.of("/bin/sh", "-ec", script));
  }

  private boolean isListening() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
      return true;
    } catch (ConnectException refused) {
      return false;
    }
  }
}
