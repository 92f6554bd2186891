package io.ec2cluster.internal.agent;

import com.google.common.collect.ImmutableList;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.agent.Task;
import io.ec2cluster.config.AgentSettings;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.host.ServiceNotice;
import io.ec2cluster.internal.node.Surroundings;
import io.ec2cluster.internal.time.Durations;
import io.ec2cluster.role.PoolCheckOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.RoleEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * {@code ec2cluster agent}: looks at the engines of this node and at their role records, runs their
 * tasks, and answers load balancers, until it is interrupted. For use by one thread.
 */
public final class Agent {
  private static final Duration POOL_CHECK = Duration.ofSeconds(30);
  private static final Duration TICK = Duration.ofMillis(500);

  /** The soonest second reading where a record is not as the engine is: Route 53 is shared. */
  private static final Duration SOONEST_READING = Duration.ofSeconds(5);

  /** What a change takes back when it is interrupted may take longer, and says so. */
  private static final Duration LONGEST_END = Duration.ofMinutes(2);

  private final ClusterSettings settings;
  private final List<AgentPart> parts;
  private final Surroundings surroundings;
  private final Time time;
  private final News news;
  private final ServiceNotice notice;
  private final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
  private final List<Worker> workers = new ArrayList<>();
  private final List<Worker> firsts = new ArrayList<>();
  private final List<EngineWatch> watches = new ArrayList<>();
  private final List<EndPoints.Engine> engines = new ArrayList<>();
  private final List<ScheduledTask> tasks = new ArrayList<>();

  /**
   * An agent; starts nothing yet.
   *
   * @param parts the engines
   * @param environment the variables of the process: whether systemd is told
   */
  public Agent(
      ClusterSettings settings,
      List<AgentPart> parts,
      Surroundings surroundings,
      Map<String, String> environment) {
    this.settings = settings;
    this.parts = List.copyOf(parts);
    this.surroundings = surroundings;
    this.time = surroundings.time();
    ProgressListener listener = surroundings.listener();
    this.news = new News(listener);
    this.notice = new ServiceNotice(environment, surroundings.commands(), news::say);
  }

  /** What the changes of its engines are given: they say only what they did. */
  public static Surroundings quiet(Surroundings surroundings) {
    return new Surroundings(
        surroundings.time(),
        surroundings.random(),
        surroundings.commands(),
        new QuietListener(surroundings.listener()),
        surroundings.program());
  }

  /**
   * Runs until the thread is interrupted.
   *
   * @throws UsageException if there is nothing to do, a task is not there, or the port is taken
   */
  public void run() throws InterruptedException {
    Set<String> known = new TreeSet<>();
    parts.forEach(part -> prepare(part, known));
    requireTasks(known);
    if (engines.isEmpty() && tasks.isEmpty()) {
      throw new UsageException(
          "the agent has nothing to do for "
              + (parts.isEmpty() ? "no engine" : parts.stream().map(AgentPart::id).toList())
              + ": expected an engine with a primary, or one with tasks; set 'engine', or name one:"
              + " 'ec2cluster agent ENGINE'");
    }
    EndPoints endPoints = new EndPoints(engines, this::liveness, new Metrics(engines, tasks)::text);
    HttpListener listener = HttpListener.open(settings.agent().address(), endPoints);
    try (listener) {
      news.say(
          "listening at %s; engines: %s"
              .formatted(
                  settings.agent().listen(),
                  String.join(", ", parts.stream().map(AgentPart::id).toList())));
      serve();
    }
  }

  private void prepare(AgentPart part, Set<String> known) {
    OperationContext context = part.run("agent").context();
    List<Task> all = new ArrayList<>();
    part.role()
        .ifPresent(
            engine -> {
              watch(part, engine, context);
              if (context.names().replica().isPresent()) {
                all.add(Task.of("pool check", new PoolCheckOptions(false), POOL_CHECK));
              }
            });
    all.addAll(part.module().tasks(context));
    List<ScheduledTask> wanted = new ArrayList<>();
    for (Task task : all) {
      known.add(task.operation());
      Changes.get(part.operations(), task.operation());
      Duration every = settings.agent().tasks().getOrDefault(task.operation(), task.every());
      if (!every.isZero()) {
        wanted.add(scheduled(part, new Task(task.operation(), task.options(), every, task.role())));
      }
    }
    if (!wanted.isEmpty()) {
      tasks.addAll(wanted);
      List<ScheduledTask> own = ImmutableList.copyOf(wanted);
      workers.add(worker(part.id() + " tasks", TICK, () -> own.forEach(ScheduledTask::round)));
    }
  }

  private void watch(AgentPart part, RoleEngine engine, OperationContext context) {
    AgentSettings agent = settings.agent();
    EngineState state =
        new EngineState(part.id(), context.cluster(), context.cloud().metadata().instanceId());
    Bounds bounds = Bounds.of(agent);
    engines.add(new EndPoints.Engine(state, new Verdicts(state, bounds, time)));
    EngineWatch watch = new EngineWatch(part, engine, state, time, news);
    watches.add(watch);
    Duration calm = agent.recordEvery(settings.cloud());
    boolean local = settings.cloud() == ClusterSettings.CloudKind.LOCAL;
    RoleWatch role =
        new RoleWatch(
            part,
            engine,
            state,
            bounds,
            new RecordPace(calm, local ? agent.every() : SOONEST_READING),
            time,
            news);
    Worker looks = worker(part.id() + " look", agent.every(), watch::look);
    Worker reads =
        worker(
            part.id() + " role",
            agent.every().compareTo(TICK) < 0 ? agent.every() : TICK,
            role::round);
    firsts.add(looks);
    firsts.add(reads);
    workers.add(looks);
    workers.add(reads);
  }

  private ScheduledTask scheduled(AgentPart part, Task task) {
    return new ScheduledTask(
        part,
        task,
        () -> task.role().map(role -> runsAs(part, role)).orElse(true),
        time,
        surroundings.random(),
        news);
  }

  private boolean runsAs(AgentPart part, Role role) {
    return engines.stream()
        .filter(engine -> engine.state().engine().equals(part.id()))
        .anyMatch(engine -> engine.verdicts().look().filter(look -> look.runsAs(role)).isPresent());
  }

  private Worker worker(String name, Duration pause, Worker.Round round) {
    return new Worker(name, pause, round, time, news, faults);
  }

  private void requireTasks(Set<String> known) {
    for (String named : settings.agent().tasks().keySet()) {
      if (!known.contains(named)) {
        throw new UsageException(
            "agent.tasks: there is no task '"
                + named
                + "'; there "
                + (known.isEmpty() ? "is none" : "are: " + String.join(", ", known)));
      }
    }
  }

  private void serve() throws InterruptedException {
    try {
      workers.forEach(Worker::start);
      for (Worker first : firsts) {
        first.awaitFirst();
      }
      notice.ready();
      notice.status("listening at " + settings.agent().listen());
      throw new IllegalStateException("the agent cannot go on", faults.take());
    } finally {
      end();
    }
  }

  /** Whatever a change was at ends in order; that bounds itself. */
  private void end() {
    boolean interrupted = Thread.interrupted();
    notice.stopping(LONGEST_END);
    workers.forEach(Worker::end);
    workers.forEach(Worker::join);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Verdict liveness() {
    Bounds bounds = Bounds.of(settings.agent());
    return watches.stream()
        .filter(watch -> time.nanos() - watch.lastBegun() > bounds.alive().toNanos())
        .findFirst()
        .map(
            late ->
                Verdict.no(
                    "a look at an engine began more than "
                        + Durations.text(bounds.alive())
                        + " ago and has not ended"))
        .orElseGet(() -> Verdict.yes("the agent works"));
  }
}
