package io.ec2cluster.elb.balancer.haproxy;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.KnownNames;
import io.ec2cluster.elb.balancer.Target;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The servers of a backend by instance. Every instance comes to the same ids from the same answers.
 *
 * @param servers all of them, by name
 * @param rule which are this instance's, and which belong together
 * @param self the id of this instance; empty if it has no server here
 */
record Fleet(List<BackendServer> servers, OwnServers rule, Optional<String> self) {
  static Fleet of(List<BackendServer> servers, OwnServers rule, Optional<String> known) {
    List<BackendServer> sorted =
        servers.stream().sorted(Comparator.comparing(BackendServer::name)).toList();
    List<BackendServer> own = sorted.stream().filter(rule::has).toList();
    List<String> groups = own.stream().map(rule::group).distinct().toList();
    if (groups.size() > 1) {
      throw new UsageException(
          "this instance is "
              + rule
              + ", and servers of the backend are at several of these: "
              + own.stream().map(BackendServer::name).toList()
              + ". Nobody else can see that they are one instance: let them have one address, or name the one that is meant");
    }
    return new Fleet(
        sorted, rule, known.or(() -> own.stream().map(BackendServer::name).findFirst()));
  }

  List<BackendServer> own() {
    return servers.stream().filter(rule::has).toList();
  }

  BackendServer own(String name) {
    return own().stream()
        .filter(server -> server.name().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new UsageException(
                    "server '"
                        + name
                        + "' is not one of this instance's, which is "
                        + rule
                        + "; of this instance, "
                        + KnownNames.of(own().stream().map(BackendServer::name).toList())
                            .behind(name)));
  }

  KnownNames known() {
    return KnownNames.of(servers.stream().map(BackendServer::name).toList());
  }

  List<Target> targets() {
    ImmutableListMultimap<String, BackendServer> groups = Multimaps.index(servers, rule::group);
    // An instance none of whose servers serves with the others is a backup.
    boolean backup = !own().isEmpty() && own().stream().allMatch(BackendServer::isBackup);
    return groups.asMap().values().stream()
        .filter(group -> group.stream().allMatch(BackendServer::isBackup) == backup)
        .flatMap(group -> group.stream().map(server -> server.target(id(List.copyOf(group)))))
        .toList();
  }

  /** The address of each instance that has one. */
  Map<String, String> addresses() {
    Map<String, String> found = new TreeMap<>();
    for (Collection<BackendServer> group : Multimaps.index(servers, rule::group).asMap().values()) {
      group.stream()
          .filter(BackendServer::hasAddress)
          .findFirst()
          .ifPresent(server -> found.put(id(List.copyOf(group)), server.address()));
    }
    return found;
  }

  private String id(List<BackendServer> group) {
    String first = group.get(0).name();
    return rule.has(group.get(0)) ? self.orElse(first) : first;
  }
}
