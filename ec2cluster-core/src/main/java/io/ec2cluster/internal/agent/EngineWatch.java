package io.ec2cluster.internal.agent;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import io.ec2cluster.internal.agent.EngineState.Seen;
import io.ec2cluster.internal.role.NodeLook;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Probe;
import io.ec2cluster.spi.Probe.Running;
import io.ec2cluster.spi.RoleEngine;
import java.time.Duration;
import java.util.Optional;

/** Looks at this node's engine. For use by one thread; {@link #lastBegun} by any. */
final class EngineWatch {
  private final AgentPart part;
  private final RoleEngine engine;
  private final EngineState state;
  private final Time time;
  private final News news;
  private volatile long lastBegun;

  EngineWatch(AgentPart part, RoleEngine engine, EngineState state, Time time, News news) {
    this.part = part;
    this.engine = engine;
    this.state = state;
    this.time = time;
    this.news = news;
    this.lastBegun = time.nanos();
  }

  /** When the last look began, by the monotonic clock. */
  long lastBegun() {
    return lastBegun;
  }

  /** Looks once. */
  void look() {
    long begun = time.nanos();
    lastBegun = begun;
    NodeLook look = seen();
    state.sees(new Seen(look, begun, Duration.ofNanos(time.nanos() - begun)));
    news.say(part.id(), words(look));
  }

  private NodeLook seen() {
    try {
      OperationContext context = part.run("agent").context();
      return NodeLook.at(context, engine.node(context));
    } catch (InterruptedOperationException end) {
      throw end;
    } catch (Ec2ClusterException failed) {
      Probe unknown = Probe.of(Running.UNKNOWN, String.valueOf(failed.getMessage()));
      return new NodeLook(unknown, Optional.empty(), Optional.empty());
    }
  }

  /** Without what changes with every look, such as the lag. */
  private static String words(NodeLook look) {
    return look.probe().running() == Running.YES
        ? "runs as " + look.role().map(Role::label).orElse("it does not say what")
        : look.probe().description();
  }
}
