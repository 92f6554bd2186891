package io.ec2cluster.etcd;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdRefusal;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.etcd.api.MemberList;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A member's API by etcd's rules, over a network that loses requests and answers. */
final class SimApi implements EtcdApi {
  private static final int FORBIDDEN = 9;
  private static final int UNHEALTHY = 14;
  private static final long CATCHING_UP_NANOS = 5_000_000_000L;
  private static final long INDEX = 100_000;

  private final SimWorld world;
  private final SimNode caller;
  private final String url;

  SimApi(SimWorld world, SimNode caller, String url) {
    this.world = world;
    this.caller = caller;
    this.url = url;
  }

  @Override
  public EtcdStatus status() throws InterruptedException {
    request();
    Target target = target();
    ClusterMember me = target.member();
    boolean quorum = world.hasQuorum(target.cluster(), target.node());
    if (quorum) {
      publish(target);
    }
    answer();
    return new EtcdStatus(
        target.cluster().id,
        me.id(),
        quorum ? leader(target) : EtcdId.NONE,
        me.learner(),
        "3.4.23",
        20480,
        isInSync(target.cluster(), me.id()) ? INDEX : 1,
        1);
  }

  /** A member tells its name and client URLs through the cluster, once it can. */
  private static void publish(Target target) {
    ClusterMember me = target.member();
    target
        .cluster()
        .put(
            new ClusterMember(
                me.id(),
                target.node().name(),
                me.peerUrls(),
                List.of(target.node().self.clientUrl()),
                me.learner()));
  }

  private EtcdId leader(Target target) {
    Set<EtcdId> reachable = world.reachable(target.cluster().id, target.node());
    List<EtcdId> able =
        target.cluster().voters().stream()
            .map(ClusterMember::id)
            .filter(reachable::contains)
            .sorted()
            .toList();
    return target
        .cluster()
        .chosen
        .filter(able::contains)
        .or(() -> able.stream().findFirst())
        .orElse(EtcdId.NONE);
  }

  private boolean isInSync(SimCluster cluster, EtcdId member) {
    Long since = cluster.runsSince.get(member);
    return since != null && world.time.nanos() - since >= CATCHING_UP_NANOS;
  }

  @Override
  public MemberList members() throws InterruptedException {
    request();
    Target target = target();
    MemberList list =
        new MemberList(
            target.cluster().id,
            target.member().id(),
            List.copyOf(target.cluster().members.values()));
    answer();
    return list;
  }

  @Override
  public List<Alarm> alarms() throws InterruptedException {
    confirm();
    return List.of();
  }

  @Override
  public void confirm() throws InterruptedException {
    request();
    confirmed();
    answer();
  }

  @Override
  public Optional<String> get(String key) throws InterruptedException {
    confirm();
    return Optional.empty();
  }

  @Override
  public void put(String key, String value) throws InterruptedException {
    confirm();
  }

  @Override
  public void delete(String key) throws InterruptedException {
    confirm();
  }

  @Override
  public MemberList addLearner(String peerUrl) throws InterruptedException {
    request();
    SimCluster cluster = confirmed().cluster();
    if (!cluster.learners().isEmpty() || cluster.findByPeerUrl(peerUrl).isPresent()) {
      throw refusal(FORBIDDEN, "too many learner members, or member ID already exist");
    }
    long live = cluster.voters(world.reachable(cluster.id, target().node()));
    int voters = cluster.voters().size();
    if (live < (world.lenient ? (voters + 1) / 2 + 1 : voters) && voters > 1) {
      throw refusal(UNHEALTHY, "unhealthy cluster");
    }
    EtcdId id = new EtcdId(world.random.nextLong());
    world.change(
        caller,
        cluster,
        "add of " + peerUrl + " as " + id,
        () -> cluster.put(new ClusterMember(id, "", List.of(peerUrl), List.of(), true)));
    MemberList list =
        new MemberList(cluster.id, target().member().id(), List.copyOf(cluster.members.values()));
    answer();
    return list;
  }

  @Override
  public void promote(EtcdId member) throws InterruptedException {
    request();
    Target target = confirmed();
    SimCluster cluster = target.cluster();
    ClusterMember learner =
        Optional.ofNullable(cluster.members.get(member))
            .orElseThrow(() -> refusal(5, "member not found"));
    boolean live = world.reachable(cluster.id, target.node()).contains(member);
    if (!learner.learner() || !live || !isInSync(cluster, member)) {
      throw refusal(FORBIDDEN, "not a learner, or not in sync with leader");
    }
    world.change(
        caller,
        cluster,
        "promotion of " + member,
        () ->
            cluster.put(
                new ClusterMember(
                    member, learner.name(), learner.peerUrls(), learner.clientUrls(), false)));
    answer();
  }

  @Override
  public void remove(EtcdId member) throws InterruptedException {
    request();
    Target target = confirmed();
    SimCluster cluster = target.cluster();
    ClusterMember leaving = cluster.members.get(member);
    if (leaving != null) {
      Set<EtcdId> reachable = world.reachable(cluster.id, target.node());
      boolean liveVoter = !leaving.learner() && reachable.contains(member);
      long live = cluster.voters(reachable);
      if (liveVoter && live - 1 < 1 + (cluster.voters().size() - 1) / 2) {
        throw refusal(UNHEALTHY, "unhealthy cluster");
      }
      world.change(caller, cluster, "removal of " + member, () -> cluster.members.remove(member));
    }
    answer("remove");
  }

  @Override
  public void moveLeader(EtcdId successor) throws InterruptedException {
    request();
    Target target = confirmed();
    if (!leader(target).equals(target.member().id())) {
      throw refusal(FORBIDDEN, "not leader");
    }
    if (target.cluster().voters().stream().noneMatch(voter -> voter.id().equals(successor))) {
      throw refusal(FORBIDDEN, "bad leader transferee");
    }
    world.say(caller, "leadership to " + successor);
    target.cluster().chosen = Optional.of(successor);
    answer("moveLeader");
  }

  private void request() throws InterruptedException {
    world.point(caller);
    if (world.fails(20)) {
      throw silence("the request was lost");
    }
  }

  private void answer(String call) throws InterruptedException {
    if (world.loseAnswerTo.equals(Optional.of(call))) {
      world.loseAnswerTo = Optional.empty();
      throw silence("the answer was lost");
    }
    answer();
  }

  private void answer() throws InterruptedException {
    world.point(caller);
    if (world.fails(20)) {
      throw silence("the answer was lost");
    }
  }

  private Target confirmed() {
    Target target = target();
    if (target.member().learner()) {
      throw refusal(UNHEALTHY, "rpc not supported for learner");
    }
    if (!world.hasQuorum(target.cluster(), target.node())) {
      throw silence("request timed out");
    }
    return target;
  }

  /** Whoever answers there; a member that learns that it was removed ends. */
  private Target target() {
    for (SimNode node : world.nodes) {
      boolean there =
          node.process
              .filter(
                  process -> url.equals(process.open() ? node.self.clientUrl() : node.privateUrl()))
              .isPresent();
      if (there && node.isReachableFrom(caller)) {
        DataIdentity identity = node.process.orElseThrow().identity();
        SimCluster cluster = world.cluster(identity.clusterId());
        ClusterMember member = cluster.members.get(identity.memberId());
        if (member != null) {
          return new Target(node, cluster, member);
        }
        node.process = Optional.empty();
      }
    }
    throw world.nobody;
  }

  private EtcdSilence silence(String reason) {
    return new EtcdSilence(URI.create(url), "call", reason);
  }

  private EtcdRefusal refusal(int code, String reason) {
    return new EtcdRefusal(URI.create(url), "call", code, reason);
  }

  /** Who was reached. */
  private record Target(SimNode node, SimCluster cluster, ClusterMember member) {}
}
