package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.group.Belonging;
import io.ec2cluster.etcd.group.LifecycleHooks;
import io.ec2cluster.etcd.group.LifecycleHooks.Transition;
import java.util.function.Consumer;

/**
 * A node from its arrival in the group to its departure: what the agent does, and around it what
 * the group waits for. A node that has departed does nothing any more. For use by one thread.
 */
final class NodeLife {
  private final Node node;
  private final NodeAgent agent;
  private final Departure departure;
  private final HeldLife arriving;
  private final HeldLife departing;
  private final Consumer<String> say;
  private boolean departed;
  private boolean arrived;
  private boolean released;

  NodeLife(Node node, NodeAgent agent, Consumer<String> say) {
    LifecycleHooks hooks = node.group().hooks();
    this.node = node;
    this.agent = agent;
    this.say = say;
    this.departure = new Departure(node, say);
    this.arriving = new HeldLife(hooks, Transition.LAUNCHING, node.time(), say);
    this.departing = new HeldLife(hooks, Transition.TERMINATING, node.time(), say);
  }

  /** How this node leaves. */
  Departure departure() {
    return departure;
  }

  boolean hasDeparted() {
    return departed;
  }

  /** Whether this node's vote counts and its etcd serves, as of the last round. */
  boolean serves() {
    return !departed && agent.serves();
  }

  /**
   * One round.
   *
   * @return when to look again
   * @throws io.ec2cluster.RefusedException where only a person can go on
   * @throws EnvironmentException where something did not answer; the next round tries again
   */
  NodeAgent.Pace round() throws InterruptedException {
    Belonging belonging = belonging();
    if (belonging == Belonging.DEPARTING_HELD) {
      return depart();
    }
    if (departed) {
      return NodeAgent.Pace.CALM;
    }
    NodeAgent.Pace pace = agent.round();
    if (belonging == Belonging.ARRIVING_HELD && !arrived) {
      arrive();
    }
    return pace;
  }

  private Belonging belonging() throws InterruptedException {
    try {
      return node.group().belonging();
    } catch (EnvironmentException unread) {
      // The agent reads the group too, and says so.
      return Belonging.MEMBER;
    }
  }

  private void arrive() {
    if (agent.serves()) {
      arrived = arriving.release();
    } else {
      arriving.prolong();
    }
  }

  /** Goes on as a member for as long as it cannot leave. */
  private NodeAgent.Pace depart() throws InterruptedException {
    if (!departed && mayGo()) {
      stopForGood("this instance is terminating");
    }
    if (departed) {
      released = released || departing.release();
      return released ? NodeAgent.Pace.CALM : NodeAgent.Pace.LATER;
    }
    departing.prolong();
    if (node.server().runs() || node.data().identity().isPresent()) {
      agent.round();
    }
    return NodeAgent.Pace.LATER;
  }

  /** A group that is to have no members needs no last one. */
  private boolean mayGo() throws InterruptedException {
    try {
      return switch (departure.attempt()) {
        case LEFT -> true;
        case LAST -> node.group().read().size() == 0;
        case NOT_YET -> false;
      };
    } catch (EnvironmentException failed) {
      say.accept("leaving: trying again: " + failed.getMessage());
      return false;
    }
  }

  /** This node has left: it idles from now on. */
  void stopForGood(String reason) throws InterruptedException {
    say.accept("this node has left its cluster: stopping etcd, " + reason);
    node.server().stop();
    departed = true;
  }
}
