package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.etcd.records.Published;
import io.ec2cluster.testing.FakeTime;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Nodes, their etcd, the founding record and the lease, all of which fail by a seed; it runs the
 * real agent and notices at once what must never happen.
 */
final class SimWorld {
  static final Duration LEASE = Duration.ofSeconds(30);
  private static final int DEEPEST = 2;

  final Random random;
  final FakeTime time = new FakeTime();
  final List<SimNode> nodes = new ArrayList<>();
  final Map<EtcdId, SimCluster> clusters = new LinkedHashMap<>();
  final List<String> log = new ArrayList<>();

  /** etcd 3.5.30's rule for adding, instead of the one before. */
  final boolean lenient;

  final int size;
  Optional<FoundingRecord> record = Optional.empty();
  boolean faulty = true;

  /** The next call of this name is carried out, and its answer lost. */
  Optional<String> loseAnswerTo = Optional.empty();

  /** By far the most frequent failure, and the only costly thing if it were made each time. */
  final EtcdSilence nobody =
      new EtcdSilence(URI.create("http://nobody"), "call", "connection refused");

  private final Set<EtcdId> opened = new TreeSet<>();
  private final Set<SimNode> inRound = new HashSet<>();
  private Optional<SimNode> holder = Optional.empty();
  private long leaseEnd;
  private int turnCount;
  private int tokens;
  private int created;
  private int departures;

  SimWorld(long seed, int size) {
    this.random = new Random(seed);
    this.size = size;
    this.lenient = random.nextBoolean();
  }

  // --- the tool ------------------------------------------------------------------------------

  SimNode addNode(Optional<String> address) {
    created++;
    SimNode node = new SimNode("i-" + created, address.orElse("10.0.0." + created));
    nodes.add(node);
    return node;
  }

  NodeLife life(SimNode node) {
    NodeLife life = node.life.orElseGet(() -> newLife(node));
    node.life = Optional.of(life);
    return life;
  }

  private NodeLife newLife(SimNode simulated) {
    Node node = parts(simulated);
    NodeAgent agent =
        new NodeAgent(
            node,
            new StartRules(Duration.ofSeconds(60), Duration.ofSeconds(60)),
            new WatchRules(Duration.ofSeconds(60), 1000),
            Duration.ofSeconds(60));
    return new NodeLife(node, agent, node.say());
  }

  Node parts(SimNode node) {
    return new Node(
        new SimGroup(this, node),
        new SimFoundings(this, node),
        () -> takeTurn(node),
        new SimData(this, node),
        new SimServer(this, node),
        url -> new SimApi(this, node, url),
        time,
        () -> "token-" + ++tokens,
        published -> published(node, published),
        words -> say(node, words));
  }

  /** One round of a node's tool, unless one is under way. */
  void round(SimNode node) throws InterruptedException {
    if (!node.isUp() || inRound.contains(node)) {
      return;
    }
    inRound.add(node);
    try {
      life(node).round();
    } catch (SimKilled killed) {
      say(node, "KILLED");
      node.life = Optional.empty();
    } catch (RefusedException refused) {
      node.life = Optional.empty();
    } catch (EnvironmentException failed) {
      say(node, "failed: " + failed.getMessage());
    } finally {
      inRound.remove(node);
    }
  }

  /** Every call goes through here twice, before and after it. */
  void point(SimNode node) throws InterruptedException {
    if (!node.isUp()) {
      throw new SimKilled(node.name());
    }
    if (!faulty) {
      return;
    }
    int dice = random.nextInt(1000);
    if (dice < 8) {
      throw new SimKilled(node.name());
    } else if (dice < 30 && inRound.size() < DEEPEST) {
      round(nodes.get(random.nextInt(nodes.size())));
    } else if (dice < 34) {
      time.advance(Duration.ofSeconds(40));
    }
  }

  /** Only of a formed cluster, and only its leader, is anything told to the world. */
  private void published(SimNode node, Optional<Published> published) {
    published.ifPresent(
        told -> {
          boolean formed = record.filter(FoundingRecord::isFormed).isPresent();
          if (!formed || !record.get().cluster().equals(told.clusterId())) {
            throw violation(node.name() + " publishes " + told + ", and the record is " + record);
          }
        });
  }

  boolean fails(int perMille) {
    return faulty && random.nextInt(1000) < perMille;
  }

  void say(SimNode node, String words) {
    log.add("%s %s: %s".formatted(time.elapsed(), node.name(), words));
  }

  // --- the lease -----------------------------------------------------------------------------

  private Optional<Turns.Turn> takeTurn(SimNode node) throws InterruptedException {
    point(node);
    if (holder.isPresent() && time.nanos() < leaseEnd) {
      return Optional.empty();
    }
    turnCount++;
    int turn = turnCount;
    holder = Optional.of(node);
    leaseEnd = time.nanos() + LEASE.toNanos();
    point(node);
    return Optional.of(
        new Turns.Turn() {
          @Override
          public void requireHeld() {
            if (turn != turnCount || time.nanos() >= leaseEnd) {
              throw new EnvironmentException("the lease has run out");
            }
          }

          @Override
          public void close() {
            if (turn == turnCount) {
              holder = Optional.empty();
            }
          }
        });
  }

  // --- etcd ----------------------------------------------------------------------------------

  /** The members of a cluster that run and can talk to a node's. */
  Set<EtcdId> reachable(EtcdId cluster, SimNode from) {
    Set<EtcdId> ids = new HashSet<>();
    for (SimNode node : nodes) {
      if (node.isReachableFrom(from)) {
        node.process
            .map(SimNode.Etcd::identity)
            .filter(identity -> identity.clusterId().equals(cluster))
            .ifPresent(identity -> ids.add(identity.memberId()));
      }
    }
    return ids;
  }

  boolean hasQuorum(SimCluster cluster, SimNode from) {
    return cluster.voters(reachable(cluster.id, from)) >= cluster.quorum();
  }

  /** Whether anybody has a quorum. */
  boolean hasQuorum(SimCluster cluster) {
    return nodes.stream().anyMatch(node -> hasQuorum(cluster, node));
  }

  SimCluster cluster(EtcdId id) {
    return clusters.computeIfAbsent(id, SimCluster::new);
  }

  /** Changes a membership, and looks whether that cost the quorum. */
  void change(SimNode by, SimCluster cluster, String what, Runnable change) {
    boolean before = hasQuorum(cluster);
    say(by, what);
    change.run();
    if (before && !hasQuorum(cluster)) {
      throw violation("the tool on " + by.name() + " cost the quorum: " + what);
    }
    if (cluster.learners().size() > 1) {
      throw violation("two learners: " + cluster.learners());
    }
  }

  /** Whether it is of a generation that another has replaced: nobody may ever be served by it. */
  boolean isGivenUp(EtcdId cluster) {
    return record.filter(now -> now.earlier().contains(cluster)).isPresent();
  }

  void opened(EtcdId cluster) {
    if (isGivenUp(cluster)) {
      throw violation("a cluster that was given up is open to clients: " + cluster);
    }
    opened.add(cluster);
    if (opened.size() > 1) {
      throw violation("several clusters are open to clients: " + opened);
    }
  }

  /** The group is told that it may end the instance. */
  void departed(SimNode node) {
    say(node, "HAS DEPARTED");
    boolean listed =
        record
            .filter(FoundingRecord::isFormed)
            .filter(
                formed -> cluster(formed.cluster()).findByPeerUrl(node.self.peerUrl()).isPresent())
            .isPresent();
    if (listed && node.sawFormed) {
      throw violation(node.name() + " departs, and its cluster counts on it");
    }
    node.process = Optional.empty();
    node.terminated = true;
    departures++;
  }

  SimViolation violation(String what) {
    return new SimViolation(what);
  }

  // --- in the end ----------------------------------------------------------------------------

  /** Whether the formed cluster has lost too many disks for anybody to bring it back. */
  boolean isLostForGood() {
    if (record.isEmpty() || !record.get().isFormed()) {
      return false;
    }
    SimCluster cluster = cluster(record.get().cluster());
    Collection<EtcdId> disks = new HashSet<>();
    for (SimNode node : nodes) {
      if (!node.terminated) {
        node.disk.ifPresent(identity -> disks.add(identity.memberId()));
      }
    }
    return cluster.voters(disks) < cluster.quorum();
  }

  /** What is not as it should be once everything works again. */
  List<String> unsettled() {
    if (record.isEmpty() || !record.get().isFormed()) {
      return List.of("not formed: " + record);
    }
    List<String> wrong = new ArrayList<>();
    SimCluster cluster = cluster(record.get().cluster());
    Set<String> names = new TreeSet<>();
    cluster.members.values().forEach(member -> names.add(member.name()));
    Set<String> wanted = new TreeSet<>();
    for (SimNode node : staying()) {
      wanted.add(node.name());
      if (node.process.filter(SimNode.Etcd::open).isEmpty()) {
        wrong.add(node.name() + " does not serve");
      }
    }
    if (wanted.isEmpty() ? names.size() != 1 : !names.equals(wanted)) {
      wrong.add("the members are " + names + ", and the group " + wanted);
    }
    if (!cluster.learners().isEmpty()) {
      wrong.add("learners are left: " + cluster.learners());
    }
    long held = nodes.stream().filter(node -> !node.terminated && node.leaving).count();
    if (held != (wanted.isEmpty() ? 1 : 0)) {
      wrong.add(held + " nodes have not departed");
    }
    return wrong;
  }

  /** How many nodes have left in order. */
  int departures() {
    return departures;
  }

  private List<SimNode> staying() {
    return nodes.stream().filter(node -> !node.terminated && !node.leaving).toList();
  }

  /** Whether everybody has departed before there was a cluster that could hold the last. */
  boolean isDeserted() {
    return nodes.stream().allMatch(node -> node.terminated);
  }
}
