package io.ec2cluster.etcd;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.JsonText;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.metadata.MetadataFile;
import io.ec2cluster.spi.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** What the command line does, as a process: {@code OPERATION CONFIGURATION METADATA [WORD]}. */
final class NodeProgram {
  private static final Duration UPGRADE = Duration.ofMinutes(1);

  private NodeProgram() {}

  public static void main(String[] arguments) {
    ConfigurationScope scope = ConfigurationScope.of(Map.of(), Map.of("etcd", EtcdSettings.class));
    Configuration configuration = Configuration.load(Optional.of(Path.of(arguments[1])), scope);
    int exitCode;
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .settings(configuration.cluster())
            .engineSettings("etcd", configuration.section("etcd", EtcdSettings.class))
            .metadata(MetadataFile.of(Path.of(arguments[2])))
            .environment(System.getenv())
            .listener(
                new ProgressListener() {
                  @Override
                  public void progress(String step, String message) {
                    System.err.println(step + ": " + message);
                  }
                })
            .build()) {
      exitCode =
          switch (arguments[0]) {
            case "run" -> serve(cluster);
            case "leave" -> change(cluster, "leave", new NoOptions());
            case "upgrade" -> change(cluster, "upgrade", new UpgradeOptions(false, UPGRADE));
            case "upgrade-all" -> change(cluster, "upgrade", new UpgradeOptions(true, UPGRADE));
            case "snapshot" -> change(cluster, "snapshot", new SnapshotOptions(arguments[3]));
            case "restore" ->
                change(cluster, "restore", new RestoreOptions(arguments[3], Optional.empty()));
            case "refound" ->
                change(
                    cluster,
                    "refound",
                    new RefoundOptions(Boolean.parseBoolean(arguments[3]), Optional.of("a test")));
            default -> ask(cluster, arguments[0]);
          };
    } catch (Ec2ClusterException failed) {
      System.err.println("ended: " + failed.getMessage());
      exitCode = failed.outcome().exitCode();
    }
    // An orderly end after SIGTERM is under way already then, and waits for us.
    System.exit(exitCode);
  }

  private static <O extends Record> int change(Ec2Cluster cluster, String operation, O options) {
    Report report = cluster.run("etcd", operation, options, false);
    System.out.print(JsonText.of(report));
    System.out.flush();
    return report.exitCode();
  }

  private static int ask(Ec2Cluster cluster, String operation) {
    Query.Answer answer = cluster.ask("etcd", operation, new NoOptions());
    System.out.print(JsonText.of(answer.value()));
    System.err.print(answer.text());
    System.out.flush();
    return answer.exitCode();
  }

  private static int serve(Ec2Cluster cluster) {
    Thread worker = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  worker.interrupt();
                  try {
                    ended.await();
                  } catch (InterruptedException nobodyDoesThat) {
                    Thread.currentThread().interrupt();
                  }
                }));
    try {
      cluster.serve("etcd", "run", new NoOptions());
      return 0;
    } finally {
      System.err.println("served");
      ended.countDown();
    }
  }
}
