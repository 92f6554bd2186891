package io.ec2cluster.spi;

import io.ec2cluster.Report;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Template;
import io.ec2cluster.coordination.Coordination;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What an operation works with. Whatever costs a request is fetched when it is first asked for,
 * once: an operation that needs no metadata runs where there is none.
 */
public interface OperationContext {
  /** The cluster's name, from option, configuration, user data or instance tag. */
  String cluster();

  /** The back end: metadata, zone, liveness. */
  Cloud cloud();

  /**
   * Small records and leases that all nodes share.
   *
   * @throws io.ec2cluster.UsageException if the configuration does not say where they are kept
   */
  default Coordination coordination() {
    return new Coordination(cloud().records(), time(), random());
  }

  /** The cluster's names. */
  RoleNames names();

  /** Core's settings. */
  ClusterSettings settings();

  /** The engine's settings: the record that {@link EngineModule#settings()} names. */
  <S extends Record> S settings(Class<S> type);

  /** What templates may name: metadata, user data, {@code cluster}, the names. */
  Map<String, String> variables();

  /** Fills a template with {@link #variables()}. */
  default String render(Template template) {
    return render(template, Map.of());
  }

  /** Fills a template with {@link #variables()} and more; more wins. */
  String render(Template template, Map<String, String> more);

  /** Runs programs. */
  Commands commands();

  /** The clock. */
  Time time();

  /** Randomness for nonces and jitter. */
  RandomGenerator random();

  /** A directory for ec2cluster's own files on this node; made on first use by whoever needs it. */
  Path stateDirectory();

  /**
   * The argument vector that runs this program again for the same node, its configuration file and
   * options included; an operation's words follow. For what starts it later (an init system) or
   * beside it (a demonstration).
   */
  List<String> program();

  /** Puts this node's role into the report of the operation. */
  void reportRole(Role role, long epoch);

  /** Where progress goes. */
  StepContext progress();

  /** Runs a plan inside a service. */
  Report run(Plan plan) throws InterruptedException;
}
