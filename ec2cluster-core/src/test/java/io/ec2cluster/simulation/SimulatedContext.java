package io.ec2cluster.simulation;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Template;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.run.RunContext;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.StepContext;
import io.ec2cluster.testing.FakeCommands;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** What one process on a node works with: its connection, its clock, its randomness. */
final class SimulatedContext implements OperationContext {
  private static final ClusterSettings SETTINGS =
      ClusterSettings.of(
          World.CLUSTER,
          ClusterSettings.CloudKind.AWS,
          Optional.empty(),
          ClusterSettings.Dns.of(
              "Z1", World.NAMES.primary().text(), World.NAMES.replica().map(DnsName::text)));

  private final ToolRun process;
  private final Cloud cloud;
  private final RandomGenerator random;
  private final Path files;
  private final Runnable decided;
  private Optional<Role> role = Optional.empty();
  private OptionalLong epoch = OptionalLong.empty();

  /**
   * What a process works with.
   *
   * @param decided is told when the operation has reported its role
   */
  SimulatedContext(
      ToolRun process, Cloud cloud, RandomGenerator random, Path files, Runnable decided) {
    this.process = process;
    this.cloud = cloud;
    this.random = random;
    this.files = files;
    this.decided = decided;
  }

  /** The role that the operation has reported. */
  Optional<Role> role() {
    return role;
  }

  /** The epoch that the operation has reported. */
  OptionalLong epoch() {
    return epoch;
  }

  @Override
  public String cluster() {
    return World.CLUSTER;
  }

  @Override
  public Cloud cloud() {
    return cloud;
  }

  @Override
  public RoleNames names() {
    return World.NAMES;
  }

  @Override
  public ClusterSettings settings() {
    return SETTINGS;
  }

  @Override
  public <S extends Record> S settings(Class<S> type) {
    throw new IllegalStateException("the simulated engine has no settings " + type.getName());
  }

  @Override
  public Map<String, String> variables() {
    return cloud.metadata().variables();
  }

  @Override
  public String render(Template template, Map<String, String> more) {
    throw new IllegalStateException("the settings hold no template to fill: " + template);
  }

  @Override
  public Commands commands() {
    return FakeCommands.none();
  }

  @Override
  public Time time() {
    return process;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Path stateDirectory() {
    return files;
  }

  @Override
  public List<String> program() {
    return List.of("ec2cluster");
  }

  @Override
  public void reportRole(Role newRole, long newEpoch) {
    role = Optional.of(newRole);
    epoch = OptionalLong.of(newEpoch);
    decided.run();
  }

  @Override
  public StepContext progress() {
    return new RunContext("simulated", process, random, ProgressListener.none(), ignored -> {});
  }

  @Override
  public Report run(Plan plan) {
    throw new IllegalStateException("no service is simulated");
  }
}
