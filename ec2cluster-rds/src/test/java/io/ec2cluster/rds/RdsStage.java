package io.ec2cluster.rds;

import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.RdsAccount;
import io.ec2cluster.rds.standin.RdsStandIn;
import io.ec2cluster.spi.Query;
import io.ec2cluster.testing.FakeTime;
import java.util.List;
import java.util.Map;

/** The module over the stand-in, on one clock. */
final class RdsStage implements AutoCloseable {
  private final FakeTime time = new FakeTime();
  private final RdsStandIn rds;
  private final RdsNode node;

  RdsStage(String section) {
    this(section, Durations.usual(), 1);
  }

  RdsStage(String section, Durations durations, long seed) {
    rds = RdsStandIn.start(time, durations);
    node = new RdsNode(section, environment(), time, seed);
  }

  private Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_RDS",
        rds.endpoint().toString(),
        "AWS_REGION",
        "eu-west-1",
        "AWS_ACCESS_KEY_ID",
        "testing",
        "AWS_SECRET_ACCESS_KEY",
        "testing");
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

  RdsNode node() {
    return node;
  }

  /** Runs a change with options as the command line binds them. */
  Report run(String operation, Map<String, List<String>> options) {
    return node.run(operation, options);
  }

  Report plan(String operation, Map<String, List<String>> options) {
    return node.plan(operation, options);
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
    return ask("status", options);
  }

  Query.Answer ask(String operation, Map<String, List<String>> options) {
    return node.ask(operation, options);
  }

  @Override
  public void close() {
    node.close();
    rds.close();
  }
}
