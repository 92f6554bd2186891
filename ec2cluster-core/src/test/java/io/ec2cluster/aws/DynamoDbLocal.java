package io.ec2cluster.aws;

import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.testing.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** DynamoDB Local, in memory, as a process of its own that ends with the test. */
final class DynamoDbLocal implements AutoCloseable {
  private static final Path CLASSPATH = Path.of("target", "dynamodb-local.classpath");
  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final int port;
  private final AwsClients clients;
  private final DynamoDbClient client;

  private DynamoDbLocal(Process process, int port) {
    this.process = process;
    this.port = port;
    this.clients =
        AwsClients.builder(ClusterSettings.Aws.defaults()).environment(environment()).build();
    this.client = clients.regional("DynamoDB", DynamoDbClient.builder());
  }

  static DynamoDbLocal start() {
    try {
      int port = LoopbackPorts.free();
      DynamoDbLocal local = new DynamoDbLocal(launch(port), port);
      local.awaitAnswer();
      return local;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process launch(int port) throws IOException {
    if (!Files.exists(CLASSPATH)) {
      throw new AssertionError(
          "no "
              + CLASSPATH.toAbsolutePath()
              + ": 'mvn verify' fetches DynamoDB Local and writes it (pre-integration-test); in a development"
              + " environment run 'mvn pre-integration-test -pl ec2cluster-core' once");
    }
    String classpath = Files.readString(CLASSPATH);
    Path natives =
        List.of(classpath.split(":")).stream()
            .map(Path::of)
            .filter(file -> file.toString().endsWith(".so") && file.toString().contains("amd64"))
            .map(Path::getParent)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no sqlite4java for Linux in " + CLASSPATH));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Dsqlite4java.library.path=" + natives,
            "-cp",
            classpath,
            "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
            "-inMemory",
            "-disableTelemetry",
            "-port",
            Integer.toString(port))
        .redirectErrorStream(true)
        .redirectOutput(Path.of("target", "dynamodb-local-" + port + ".log").toFile())
        .start();
  }

  private void awaitAnswer() {
    long end = Time.system().nanos() + START.toNanos();
    while (!answers()) {
      if (!process.isAlive() || Time.system().nanos() > end) {
        close();
        throw new AssertionError(
            "DynamoDB Local does not start: see target/dynamodb-local-" + port + ".log");
      }
      try {
        Time.system().sleep(Duration.ofMillis(100));
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while DynamoDB Local started", e);
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + port,
        "AWS_REGION", "eu-west-1",
        "AWS_ACCESS_KEY_ID", "local",
        "AWS_SECRET_ACCESS_KEY", "local");
  }

  DynamoDbClient client() {
    return client;
  }

  /** A table, which need not exist. */
  DynamoDbTable table(String name) {
    return new DynamoDbTable(
        () -> client, name, new AwsRetry(Time.system(), new Random(1), Duration.ofSeconds(60)));
  }

  @Override
  public void close() {
    clients.close();
    process.destroy();
    process.onExit().join();
  }
}
