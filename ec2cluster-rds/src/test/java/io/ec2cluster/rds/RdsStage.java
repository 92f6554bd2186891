package io.ec2cluster.rds;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.config.OptionBinder;
import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.RdsAccount;
import io.ec2cluster.rds.standin.RdsStandIn;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Query;
import io.ec2cluster.testing.FakeTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The module behind the facade, over the stand-in and a clock that does not wait; off EC2: who asks
 * for instance metadata fails the test.
 */
final class RdsStage implements AutoCloseable {
  private final FakeTime time = new FakeTime();
  private final RdsStandIn rds;
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
  private final AwsCloud cloud;
  private final Ec2Cluster cluster;

  RdsStage(String section) {
    this(section, Durations.usual(), 1);
  }

  RdsStage(String section, Durations durations, long seed) {
    rds = RdsStandIn.start(time, durations);
    Map<String, String> environment =
        Map.of(
            "AWS_ENDPOINT_URL_RDS",
            rds.endpoint().toString(),
            "AWS_REGION",
            "eu-west-1",
            "AWS_ACCESS_KEY_ID",
            "testing",
            "AWS_SECRET_ACCESS_KEY",
            "testing");
    ConfigurationScope scope = ConfigurationScope.of(environment, Map.of("rds", RdsSettings.class));
    Configuration configuration =
        Configuration.parse("config.yaml", "rds: " + section + "\n", scope);
    Random random = new Random(seed);
    ProgressListener listener = progressListener();
    cloud =
        AwsCloud.builder(configuration.cluster())
            .environment(environment)
            .metadata(
                () -> {
                  throw new AssertionError("asked for instance metadata");
                })
            .time(time)
            .random(random)
            .listener(listener)
            .build();
    cluster =
        Ec2Cluster.builder()
            .settings(configuration.cluster())
            .engineSettings("rds", configuration.section("rds", RdsSettings.class))
            .cloud(cloud)
            .environment(environment)
            .time(time)
            .random(random)
            .listener(listener)
            .build();
  }

  private ProgressListener progressListener() {
    return new ProgressListener() {
      @Override
      public void progress(String step, String message) {
        progress.add(step + ": " + message);
      }
    };
  }

  RdsStandIn rds() {
    return rds;
  }

  RdsAccount account() {
    return rds.account();
  }

  FakeTime time() {
    return time;
  }

  List<String> progress() {
    return List.copyOf(progress);
  }

  /** Runs a change with options as the command line binds them. */
  Report run(String operation, Map<String, List<String>> options) {
    return cluster.run("rds", operation, bound(operation, options), false);
  }

  Report plan(String operation, Map<String, List<String>> options) {
    return cluster.run("rds", operation, bound(operation, options), true);
  }

  Report create(String name) {
    return run("create-cluster", Map.of("cluster", List.of(name)));
  }

  Report create(String name, int maxReplicas) {
    return run(
        "create-cluster",
        Map.of("cluster", List.of(name), "max-replicas", List.of("" + maxReplicas)));
  }

  Query.Answer status(Map<String, List<String>> options) {
    return cluster.ask("rds", "status", bound("status", options));
  }

  private static Record bound(String operation, Map<String, List<String>> options) {
    Class<? extends Record> type =
        new RdsModule()
            .operations().stream()
                .filter(found -> found.id().equals(operation))
                .findFirst()
                .map(Operation::options)
                .orElseThrow();
    return new OptionBinder(Map.of()).bind(type, options);
  }

  @Override
  public void close() {
    cluster.close();
    cloud.close();
    rds.close();
  }
}
