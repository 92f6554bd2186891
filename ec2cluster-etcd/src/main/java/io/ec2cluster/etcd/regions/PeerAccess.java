package io.ec2cluster.etcd.regions;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lets the members of other regions in, at the security group of this node, and no longer than they
 * are there. It follows what the group tells: at once where somebody has come, once a minute else.
 * Rules are ours by their descriptions, and nobody else's is ever removed. For use by one thread.
 */
public final class PeerAccess {
  private static final Duration REGULAR = Duration.ofSeconds(60);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final Node node;
  private final SecurityGroup group;
  private final Time time;
  private final Consumer<String> say;
  private final Map<Opening, Long> unwantedSince = new HashMap<>();
  private Set<Opening> lastWanted = Set.of();
  private Optional<Long> next = Optional.empty();

  /**
   * This node.
   *
   * @param cluster its cluster
   * @param id its instance id
   * @param region where it is
   * @param host its public name, by the instance metadata
   * @param ports which are opened
   * @param grace how long a member has been gone before it is let in no longer
   */
  public record Node(
      String cluster, String id, String region, String host, List<Integer> ports, Duration grace) {
    /** Copies. */
    public Node {
      ports = List.copyOf(ports);
    }
  }

  public PeerAccess(Node node, SecurityGroup group, Time time, Consumer<String> say) {
    this.node = node;
    this.group = group;
    this.time = time;
    this.say = say;
  }

  /**
   * Refuses a name of this node's that others do not know it by: it would wait for itself.
   *
   * @param hosts the public names, by the instance ids
   */
  public void requireKnownAs(Map<String, String> hosts) {
    String told = hosts.getOrDefault(node.id(), node.host());
    if (!told.equals(node.host())) {
      throw new EnvironmentException(
          "the instance metadata calls this node %s, and EC2 %s: expected one public name; an address that was changed shows in the metadata after some minutes"
              .formatted(node.host(), told));
    }
  }

  /**
   * Opens and closes. What fails is said, and tried again: it stops nothing else.
   *
   * @param members the instances of the group, in all regions
   * @param told the regions that have told of at least one: an empty answer closes nothing
   */
  public void follow(Collection<RemoteMember> members, Set<String> told) {
    Set<Opening> wanted = wanted(members);
    boolean due = next.map(at -> time.nanos() - at >= 0).orElse(true);
    if (!due && wanted.equals(lastWanted)) {
      return;
    }
    lastWanted = wanted;
    try {
      Map<String, Opening> ours = group.openings(node.cluster());
      open(wanted, ours.values());
      close(wanted, ours, told);
      next = Optional.of(time.nanos() + REGULAR.toNanos());
    } catch (InterruptedOperationException stopping) {
      throw stopping;
    } catch (EnvironmentException failed) {
      say.accept("members of other regions are not let in, trying again: " + failed.getMessage());
      next = Optional.of(time.nanos() + AFTER_FAILURE.toNanos());
    }
  }

  private Set<Opening> wanted(Collection<RemoteMember> members) {
    Set<Opening> wanted = new HashSet<>();
    for (RemoteMember member : members) {
      if (!member.region().equals(node.region())) {
        for (int port : node.ports()) {
          wanted.add(
              new Opening(
                  node.cluster(), member.id(), member.region(), member.address() + "/32", port));
        }
      }
    }
    return wanted;
  }

  private void open(Set<Opening> wanted, Collection<Opening> ours) {
    for (Opening opening : wanted) {
      if (ours.stream().noneMatch(opening::opensTheSame)) {
        say.accept("opening port %d to %s".formatted(opening.port(), opening.cidr()));
        group.open(opening);
      }
    }
  }

  private void close(Set<Opening> wanted, Map<String, Opening> ours, Set<String> told) {
    List<String> over = new ArrayList<>();
    ours.forEach(
        (id, opening) -> {
          boolean unwanted =
              told.contains(opening.region()) && wanted.stream().noneMatch(opening::opensTheSame);
          if (!unwanted) {
            unwantedSince.remove(opening);
          } else {
            long since = unwantedSince.computeIfAbsent(opening, first -> time.nanos());
            if (time.nanos() - since >= node.grace().toNanos()) {
              over.add(id);
            }
          }
        });
    unwantedSince.keySet().retainAll(Set.copyOf(ours.values()));
    for (String id : over) {
      say.accept("closing %s to %s, which is gone".formatted(id, ours.get(id)));
      group.close(id);
    }
  }
}
