package io.ec2cluster.script;

import com.google.common.hash.Hashing;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.process.ConfiguredProgram;
import io.ec2cluster.internal.process.ProgramEnvironment;
import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Probe.Running;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The script engine on one node.
 *
 * <p>Without {@code start}, a role's program starts the engine, so it runs as the start and nothing
 * is prepared. The engine is proven stopped when {@code check} answers 3 (not running: what LSB
 * init scripts and {@code systemctl is-active} answer), or when {@code stop} has succeeded and
 * {@code check}, where there is one, no longer answers 0. No other exit code of {@code check}
 * proves anything: a check that fails can mean an engine that is ill, and writes.
 */
final class ScriptNode implements EngineNode {
  private static final int PROVEN_STOPPED = 3;
  private static final Pattern AWKWARD = Pattern.compile("[^A-Za-z0-9._-]");

  private final OperationContext context;
  private final ScriptSettings settings;
  private final ProgramEnvironment environment;

  ScriptNode(OperationContext context, ScriptSettings settings) {
    this.context = context;
    this.settings = settings;
    this.environment = new ProgramEnvironment(context);
  }

  @Override
  public int port() {
    return settings.port();
  }

  @Override
  public NodeData data() {
    RoleMarker marker = marker();
    Optional<Role> madeFor = marker.madeFor();
    return new NodeData(
        NodeData.Kind.UNKNOWN,
        Optional.empty(),
        madeFor,
        "the script engine does not know what data there is; "
            + madeFor.map(role -> "last prepared as " + role.label()).orElse("not yet prepared")
            + ", says "
            + marker.file());
  }

  @Override
  public Probe probe() {
    ConfiguredProgram check = program("check", settings.check());
    if (!check.isGiven()) {
      return Probe.of(
          Running.UNKNOWN, "script.check is not set: whether the engine runs is not known");
    }
    try {
      CommandResult result = check.ask(context.commands(), environment.ofNode());
      return Probe.of(running(result), described(check, result));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedOperationException("interrupted while " + check + " ran", interrupted);
    }
  }

  private static Running running(CommandResult result) {
    if (result.timedOut()) {
      return Running.UNKNOWN;
    }
    return switch (result.exitCode()) {
      case 0 -> Running.YES;
      case PROVEN_STOPPED -> Running.NO;
      default -> Running.UNKNOWN;
    };
  }

  private static String described(ConfiguredProgram check, CommandResult result) {
    return result.timedOut()
        ? check + " did not end in time"
        : check + " answered with exit code " + result.exitCode();
  }

  @Override
  public List<Step> prepare(Role role, Supplier<Assignment> assignment) {
    return settings.start().isEmpty() ? List.of() : List.of(become(role, assignment));
  }

  @Override
  public List<Step> start(Role role, Supplier<Assignment> assignment) {
    ConfiguredProgram start = program("start", settings.start());
    if (!start.isGiven()) {
      return List.of(become(role, assignment));
    }
    return List.of(
        Step.named("run script.start")
            .description("Start the engine as " + role.label() + ": " + start)
            .check(step -> runs() ? Check.State.DONE : Check.State.NEEDED)
            .action(step -> start.run(context.commands(), environment.of(assignment.get()), step)));
  }

  @Override
  public List<Step> verify(Role role, Supplier<Assignment> assignment) {
    if (settings.check().isEmpty()) {
      return List.of();
    }
    return List.of(
        Step.named("run script.check")
            .description("See that the engine runs: " + program("check", settings.check()))
            .check(step -> runs() ? Check.State.DONE : Check.State.NEEDED)
            .action(step -> await(step, "script.check to answer 0", this::runs)));
  }

  @Override
  public List<Step> promote(Supplier<Assignment> assignment) {
    return settings.promote().isEmpty()
        ? List.of(become(Role.PRIMARY, assignment))
        : List.of(become(Role.PRIMARY, program("promote", settings.promote()), assignment));
  }

  @Override
  public List<Step> demote(Supplier<Assignment> assignment) {
    return settings.demote().isEmpty()
        ? prepare(Role.REPLICA, assignment)
        : List.of(become(Role.REPLICA, program("demote", settings.demote()), assignment));
  }

  @Override
  public List<Step> stop() {
    return List.of(
        Step.named("run script.stop")
            .description(
                settings.stop().isEmpty()
                    ? "See that the engine is stopped"
                    : "Stop the engine: " + program("stop", settings.stop()))
            .check(step -> isProvenStopped() ? Check.State.DONE : Check.State.NEEDED)
            .action(this::stop));
  }

  private void stop(StepContext step) throws InterruptedException {
    if (isProvenStopped()) {
      return;
    }
    ConfiguredProgram stop = program("stop", settings.stop());
    if (!stop.isGiven()) {
      throw new RefusedException(
          "the engine is not proven stopped ("
              + probe().description()
              + ") and script.stop is not set: stop it by hand, and set script.stop, or a"
              + " script.check that answers "
              + PROVEN_STOPPED
              + " when it is stopped; nothing overrides this");
    }
    stop.run(context.commands(), environment.ofNode(), step);
    if (!settings.check().isEmpty()) {
      await(step, "script.check to answer no longer 0", () -> !runs());
    }
  }

  /** The role's own program. */
  private Step become(Role role, Supplier<Assignment> assignment) {
    List<String> arguments = role == Role.PRIMARY ? settings.primary() : settings.replica();
    return become(role, program(role.label(), arguments), assignment);
  }

  private Step become(Role role, ConfiguredProgram program, Supplier<Assignment> assignment) {
    return Step.named("run " + program.setting())
        .description("Make this node the " + role.label() + ": " + program)
        .check(
            step ->
                marker().isDone(fingerprint(assignment.get())) && runs()
                    ? Check.State.DONE
                    : Check.State.NEEDED)
        .action(
            step -> {
              Assignment decided = assignment.get();
              marker().begin(role);
              program.run(context.commands(), environment.of(decided), step);
              marker().done(role, fingerprint(decided));
            });
  }

  /** Whether {@code check} says that the engine runs; without one that is never known. */
  private boolean runs() {
    return probe().running() == Running.YES;
  }

  private boolean isProvenStopped() {
    return probe().running() == Running.NO;
  }

  private void await(StepContext step, String what, BooleanSupplier condition)
      throws InterruptedException {
    step.await(what, settings.timeout(), condition);
  }

  /**
   * What a role's work depends on, so that other work is not taken for done. The programs that lead
   * to a role count together: who was promoted need not become the primary again.
   */
  private String fingerprint(Assignment assignment) {
    List<List<String>> programs =
        assignment.role() == Role.PRIMARY
            ? List.of(settings.primary(), settings.promote())
            : List.of(settings.replica(), settings.demote());
    String work =
        String.join(
            "\0",
            programs.toString(),
            assignment.role().label(),
            Long.toString(assignment.epoch()),
            assignment.names().primary().text(),
            assignment.names().replica().map(DnsName::text).orElse(""),
            assignment.primary().instanceId(),
            assignment.primary().address(),
            Integer.toString(assignment.primary().port()));
    return Hashing.sha256().hashString(work, StandardCharsets.UTF_8).toString();
  }

  private RoleMarker marker() {
    String name = context.cluster() + "-" + context.cloud().metadata().instanceId();
    return new RoleMarker(
        context
            .stateDirectory()
            .resolve("script")
            .resolve(AWKWARD.matcher(name).replaceAll("_") + ".role"));
  }

  private ConfiguredProgram program(String key, List<String> arguments) {
    return new ConfiguredProgram("script." + key, arguments, settings.timeout(), "script.timeout");
  }
}
