package io.ec2cluster.elb.balancer.haproxy;

import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.KnownNames;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.host.Interruptible;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A backend of HAProxy, by its runtime socket. Taken out is {@code drain}, in which HAProxy goes on
 * with the sessions that it has and checks the server; what was {@code maint} already stays so. Put
 * back is the state and the weight that a server had. Servers are configuration: none is added or
 * removed.
 *
 * <p>A server's name stands for the instance, the first by order where it has several. Servers that
 * a {@code server-template} has no address for are not there. The servers that serve and those that
 * are {@code backup} are two fleets: told is the one to which this instance belongs. Safe for use
 * by several threads.
 */
public final class HaproxyBackend implements LoadBalancer {
  // HAProxy knows no delay, and its sessions are seen: this bounds those that do not end.
  private static final Duration DRAIN_DELAY = Duration.ofMinutes(5);
  // Its answers are never late: a command is in force before it is answered.
  private static final Duration PROPAGATION = Duration.ofSeconds(1);

  private final BalancerId id;
  private final String backend;
  private final OwnServers own;
  private final RuntimeSocket socket;
  private volatile Optional<String> self = Optional.empty();

  /**
   * Connects to nothing yet.
   *
   * @param id of the kind {@code HAPROXY}
   * @param own which servers are this instance's
   * @param time for the pauses between attempts
   * @throws UsageException if the id is no BACKEND@SOCKET
   */
  public HaproxyBackend(BalancerId id, OwnServers own, Time time) {
    this(id, own, time, RuntimeSocket.Limits.USUAL);
  }

  HaproxyBackend(BalancerId id, OwnServers own, Time time, RuntimeSocket.Limits limits) {
    if (id.kind() != BalancerId.Kind.HAPROXY) {
      throw new IllegalArgumentException(id + " is no backend of HAProxy");
    }
    int at = id.name().indexOf('@');
    this.id = id;
    this.backend = HaproxyName.require("backend", id.name().substring(0, Math.max(0, at)));
    this.own = own;
    this.socket = new RuntimeSocket(new SocketPlace(id.name().substring(at + 1)), time, limits);
  }

  @Override
  public BalancerId id() {
    return id;
  }

  /**
   * {@inheritDoc} The same for as long as this object lives, even if HAProxy gets another
   * configuration meanwhile. Where the backend has no server of this instance: the name that was
   * given, or the first of its addresses.
   */
  @Override
  public String self() {
    return own.name()
        .or(() -> self)
        .orElseGet(() -> Interruptible.ask(() -> fleet().self().orElseGet(own::idOfNobody)));
  }

  @Override
  public List<Target> targets() throws InterruptedException {
    return fleet().targets();
  }

  /** {@inheritDoc} Servers are configuration: gone is a name that the backend does not have. */
  @Override
  public Set<String> terminated(Set<String> ids) throws InterruptedException {
    if (ids.isEmpty()) {
      return Set.of();
    }
    Set<String> names = states().stream().map(ServerState::name).collect(Collectors.toSet());
    return Set.copyOf(Sets.difference(ids, names));
  }

  @Override
  public Map<String, String> addresses(Set<String> ids) throws InterruptedException {
    return Map.copyOf(Maps.filterKeys(fleet().addresses(), ids::contains));
  }

  @Override
  public void deregister(List<Membership> memberships) throws InterruptedException {
    for (BackendServer server : servers(memberships)) {
      if (server.state().ordered() == AdminState.READY) {
        put(server, new ServerDetail(AdminState.DRAIN, OptionalInt.empty()));
      }
    }
  }

  /**
   * {@inheritDoc} What was {@code drain} or {@code maint} by somebody else's order is so again, and
   * then gets no requests.
   */
  @Override
  public void register(List<Membership> memberships) throws InterruptedException {
    List<BackendServer> servers = servers(memberships);
    for (int i = 0; i < servers.size(); i++) {
      put(servers.get(i), ServerDetail.of(memberships.get(i)));
    }
  }

  @Override
  public List<Membership> usual() throws InterruptedException {
    Fleet fleet = fleet();
    List<BackendServer> servers = fleet.own();
    if (servers.isEmpty()) {
      throw new UsageException(
          "backend "
              + backend
              + " at "
              + socket.place()
              + " has no server "
              + own
              + ", and servers are HAProxy's configuration: "
              + fleet.known().behind(own.idOfNobody()));
    }
    return servers.stream()
        .map(
            server ->
                new Membership(
                    server.name(),
                    server.membership().port(),
                    Optional.of(ServerDetail.USUAL.toString())))
        .toList();
  }

  @Override
  public boolean serves(Membership membership) {
    ServerDetail detail = ServerDetail.of(membership);
    return detail.state() == AdminState.READY && detail.weight().orElse(1) > 0;
  }

  /**
   * {@inheritDoc} HAProxy has no such setting: five minutes, as AWS's load balancers have it, for
   * sessions that do not end. They are seen, so it seldom takes as long.
   */
  @Override
  public Duration drainDelay() {
    return DRAIN_DELAY;
  }

  /** {@inheritDoc} Sessions, and requests that wait for a server of this instance. */
  @Override
  public OptionalLong connections() throws InterruptedException {
    return OptionalLong.of(fleet().own().stream().mapToLong(BackendServer::connections).sum());
  }

  @Override
  public Duration propagation() {
    return PROPAGATION;
  }

  /** The servers behind these memberships, in their order; each is this instance's own. */
  private List<BackendServer> servers(List<Membership> memberships) throws InterruptedException {
    if (memberships.isEmpty()) {
      return List.of();
    }
    Fleet fleet = fleet();
    return memberships.stream().map(membership -> fleet.own(membership.target())).toList();
  }

  private void put(BackendServer server, ServerDetail wanted) throws InterruptedException {
    // The weight first: what gets requests again gets its share of them.
    if (wanted.weight().isPresent() && wanted.weight().getAsInt() != server.state().weight()) {
      order(server, "weight " + wanted.weight().getAsInt());
    }
    if (wanted.state() != server.state().ordered()) {
      order(server, "state " + wanted.state().word());
    }
    ServerState now =
        states().stream()
            .filter(state -> state.name().equals(server.name()))
            .findAny()
            .orElse(server.state());
    if (now.ordered() != wanted.state()) {
      throw new EnvironmentException(
          "HAProxy has server "
              + backend
              + "/"
              + server.name()
              + " in state "
              + now.ordered().word()
              + " right after it took the order for "
              + wanted.state().word()
              + ": look who else changes it, then run the same command again");
    }
  }

  private void order(BackendServer server, String what) throws InterruptedException {
    String command = "set server " + backend + "/" + server.name() + " " + what;
    String answer = socket.ask(command);
    if (answer.isBlank()) {
      return;
    }
    throw new EnvironmentException(
        "HAProxy refused '"
            + command
            + "' with '"
            + AnswerTable.shown(answer)
            + "'"
            + (answer.contains("Permission denied")
                ? ": its socket "
                    + socket.place()
                    + " needs \"level admin\" (\"stats socket … level admin\" in HAProxy's global section, then reload it)"
                : ""));
  }

  private Fleet fleet() throws InterruptedException {
    List<ServerState> states = states();
    String question = "show stat " + backend + " 4 -1";
    List<ServerStatistics> statistics =
        BackendAnswers.statistics(backend, question, socket.ask(question));
    Fleet fleet = Fleet.of(BackendAnswers.join(states, statistics), own, self);
    self = fleet.self();
    return fleet;
  }

  private List<ServerState> states() throws InterruptedException {
    String question = "show servers state " + backend;
    String answer = socket.ask(question);
    if (!AnswerTable.isTable(answer)) {
      requireBackend();
    }
    return BackendAnswers.states(backend, question, answer).stream()
        .filter(state -> !state.isEmptySlot())
        .toList();
  }

  private void requireBackend() throws InterruptedException {
    List<String> names = BackendAnswers.names(socket.ask("show backend"));
    if (!names.isEmpty() && !names.contains(backend)) {
      throw new UsageException(
          "HAProxy at "
              + socket.place()
              + " has no backend '"
              + backend
              + "', which "
              + id
              + " names: "
              + KnownNames.of(names).behind(backend));
    }
  }
}
