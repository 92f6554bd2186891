package io.ec2cluster.internal.node;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Template;
import io.ec2cluster.internal.template.Templates;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The context of one operation on this node. What costs a request is fetched when it is first asked
 * for, once.
 */
public final class NodeContext implements OperationContext {
  private final ClusterSettings settings;
  private final Record engineSettings;
  private final Supplier<Cloud> cloud;
  private final Surroundings surroundings;
  private final PlanExecution execution;
  private final Supplier<String> cluster;
  private final Supplier<RoleNames> names;
  private final Supplier<Map<String, String>> variables;
  private volatile boolean nodeKnown;
  private volatile Optional<RoleInReport> role = Optional.empty();

  /** Runs plans and shows progress for a context. */
  public interface PlanExecution {
    /** Runs a plan of a service. */
    Report run(NodeContext context, Plan plan) throws InterruptedException;

    /** Where progress goes outside of steps. */
    StepContext progress();
  }

  /** A role and its epoch, for the report. */
  public record RoleInReport(Role role, long epoch) {}

  /** A context of one operation. */
  public NodeContext(
      ClusterSettings settings,
      Record engineSettings,
      Supplier<Cloud> cloud,
      Surroundings surroundings,
      PlanExecution execution) {
    this.settings = settings;
    this.engineSettings = engineSettings;
    this.cloud = cloud;
    this.surroundings = surroundings;
    this.execution = execution;
    this.cluster = Suppliers.memoize(() -> ClusterName.of(settings, () -> cloud().metadata()));
    this.names = Suppliers.memoize(() -> ClusterNames.of(settings.dns(), this::renderName));
    this.variables = Suppliers.memoize(this::allVariables);
  }

  @Override
  public String cluster() {
    String name = cluster.get();
    nodeKnown = true;
    return name;
  }

  /** Whether the operation asked for the cluster that this node belongs to, and it is known. */
  public boolean knowsNode() {
    return nodeKnown;
  }

  @Override
  public Cloud cloud() {
    return cloud.get();
  }

  @Override
  public RoleNames names() {
    return names.get();
  }

  @Override
  public ClusterSettings settings() {
    return settings;
  }

  @Override
  public <S extends Record> S settings(Class<S> type) {
    return type.cast(engineSettings);
  }

  @Override
  public Map<String, String> variables() {
    return variables.get();
  }

  @Override
  public String render(Template template, Map<String, String> more) {
    Map<String, String> all =
        ImmutableMap.<String, String>builder().putAll(variables()).putAll(more).buildKeepingLast();
    return Templates.render(template, settings.templateSyntax(), all);
  }

  @Override
  public Commands commands() {
    return surroundings.commands();
  }

  @Override
  public Time time() {
    return surroundings.time();
  }

  @Override
  public RandomGenerator random() {
    return surroundings.random();
  }

  @Override
  public Path stateDirectory() {
    return StateDirectory.of(settings);
  }

  @Override
  public List<String> program() {
    return surroundings.program();
  }

  @Override
  public void reportRole(Role newRole, long epoch) {
    role = Optional.of(new RoleInReport(newRole, epoch));
  }

  /** The role to report, once it is decided. */
  public Optional<RoleInReport> role() {
    return role;
  }

  @Override
  public StepContext progress() {
    return execution.progress();
  }

  @Override
  public Report run(Plan plan) throws InterruptedException {
    return execution.run(this, plan);
  }

  /** The names themselves are made of the metadata, user data and the cluster alone. */
  private String renderName(Template template) {
    return Templates.render(template, settings.templateSyntax(), nodeVariables());
  }

  private Map<String, String> nodeVariables() {
    return ImmutableMap.<String, String>builder()
        .putAll(cloud().metadata().variables())
        .put("cluster", cluster())
        .buildKeepingLast();
  }

  /** {@code master_cname} is the predecessor's word for the primary name. */
  private Map<String, String> allVariables() {
    ImmutableMap.Builder<String, String> all = ImmutableMap.builder();
    all.putAll(nodeVariables());
    // An engine without a primary has templates too, and no such names.
    if (settings.dns().primaryName().isPresent()) {
      all.put("primary-name", names().primary().text());
      all.put("master_cname", names().primary().text());
      names().replica().ifPresent(name -> all.put("replica-name", name.text()));
    }
    return all.buildKeepingLast();
  }
}
