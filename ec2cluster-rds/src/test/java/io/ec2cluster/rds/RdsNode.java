package io.ec2cluster.rds;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.config.OptionBinder;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The module behind the facade, with a clock that does not wait; off EC2: who asks for instance
 * metadata fails the test.
 */
final class RdsNode implements AutoCloseable {
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
  private final AwsCloud cloud;
  private final Ec2Cluster cluster;

  /**
   * A node.
   *
   * @param section the configuration's section
   * @param environment endpoint, region and keys
   */
  RdsNode(String section, Map<String, String> environment, Time time, long seed) {
    this(section, "", environment, time, seed);
  }

  /**
   * A node.
   *
   * @param section the configuration's section
   * @param more the rest of the configuration
   * @param environment endpoints, region and keys
   */
  RdsNode(String section, String more, Map<String, String> environment, Time time, long seed) {
    ConfigurationScope scope = ConfigurationScope.of(environment, Map.of("rds", RdsSettings.class));
    Configuration configuration =
        Configuration.parse("config.yaml", "rds: " + section + "\n" + more, scope);
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
  }
}
