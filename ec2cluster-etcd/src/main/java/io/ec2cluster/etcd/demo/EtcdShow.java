package io.ec2cluster.etcd.demo;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.demo.DemoCluster;
import io.ec2cluster.demo.DemoNode;
import io.ec2cluster.demo.DemoShow;
import io.ec2cluster.demo.Demonstration;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.OperationContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is shown: a founding, keys, a node that is lost, one that replaces it, the same keys. */
final class EtcdShow implements DemoShow {
  private static final int KEYS = 200;
  private static final int MEMBERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration QUERY = Duration.ofMinutes(1);

  private final OperationContext context;
  private final DemoCluster cluster;
  private final EtcdProgram program;
  private final EtcdApi.Access access;

  EtcdShow(OperationContext context, DemoCluster cluster, EtcdProgram program) {
    this.context = context;
    this.cluster = cluster;
    this.program = program;
    this.access = EtcdGateway.access(context.time());
  }

  @Override
  public void run() throws InterruptedException {
    say("four nodes in %s, with %s".formatted(cluster.directory(), program));
    int peer = cluster.freePort();
    int metrics = cluster.freePort();
    cluster.nodes().forEach(node -> cluster.configure(node, section(node, peer, metrics)));
    List<DemoNode> founders = cluster.nodes().subList(0, MEMBERS);
    DemoNode newcomer = cluster.nodes().get(MEMBERS);

    say("three of them run 'ec2cluster etcd run', all at the same time:");
    long begin = context.time().nanos();
    founders.forEach(this::start);
    awaitMembers(founders);
    say("  one cluster of three members after " + since(begin));
    write(founders.get(0));
    say("wrote %d keys on %s".formatted(KEYS, founders.get(0).id()));

    DemoNode lost = founders.get(1);
    new NodeService(lost).kill(context.time());
    OwnedFiles.deleteTree(new NodeService(lost).data());
    say("killed %s, and removed its data; %s replaces it".formatted(lost.id(), newcomer.id()));
    begin = context.time().nanos();
    start(newcomer);
    List<DemoNode> members = List.of(founders.get(0), founders.get(2), newcomer);
    awaitMembers(members);
    say("  three members again after " + since(begin));
    read(newcomer);
    say("read %d keys on %s".formatted(KEYS, newcomer.id()));
    say("\n" + members(newcomer));
  }

  @Override
  public void sayHowToLook() {
    say("to look at it:");
    for (DemoNode node : cluster.nodes()) {
      if (new NodeService(node).runs()) {
        say("  " + cluster.commandLine(node, "etcd", "status"));
        say("  ETCDCTL_API=3 etcdctl --endpoints=%s endpoint status -w table".formatted(url(node)));
        say("  tail -f " + new NodeService(node).log());
      }
    }
  }

  private Map<String, Object> section(DemoNode node, int peer, int metrics) {
    return Map.of(
        "size",
        MEMBERS,
        "binary",
        program.path().toString(),
        "data-directory",
        new NodeService(node).data().toString(),
        "ports",
        Map.of("client", node.port(), "peer", peer, "metrics", metrics),
        "grace",
        "2s");
  }

  private void start(DemoNode node) {
    new NodeService(node).start(cluster.program(node, "etcd", "run"));
  }

  /** Until each of them says that these, and nobody else, vote. */
  private void awaitMembers(List<DemoNode> nodes) throws InterruptedException {
    Set<String> wanted = nodes.stream().map(DemoNode::id).collect(Collectors.toSet());
    Time time = context.time();
    long end = time.nanos() + PATIENCE.toNanos();
    for (DemoNode node : nodes) {
      while (!voters(node).equals(Optional.of(wanted))) {
        NodeService service = new NodeService(node);
        if (!service.runs()) {
          throw new EnvironmentException(
              "'etcd run' of %s has ended%s".formatted(node.id(), service.lastWords()));
        }
        if (time.nanos() - end >= 0) {
          throw new DeadlineException(
              "after %d s the members of %s are %s, expected %s%s"
                  .formatted(
                      PATIENCE.toSeconds(), node.id(), voters(node), wanted, service.lastWords()));
        }
        time.sleep(PAUSE);
      }
    }
  }

  /** Empty where there is a learner among them, or nobody answers. */
  private Optional<Set<String>> voters(DemoNode node) throws InterruptedException {
    try {
      EtcdApi api = access.at(url(node));
      api.confirm();
      List<ClusterMember> members = api.members().members();
      return members.stream().anyMatch(ClusterMember::learner)
          ? Optional.empty()
          : Optional.of(members.stream().map(ClusterMember::name).collect(Collectors.toSet()));
    } catch (EnvironmentException early) {
      return Optional.empty();
    }
  }

  private void write(DemoNode node) throws InterruptedException {
    EtcdApi api = access.at(url(node));
    for (int i = 0; i < KEYS; i++) {
      api.put(key(i), value(i));
    }
  }

  private void read(DemoNode node) throws InterruptedException {
    EtcdApi api = access.at(url(node));
    for (int i = 0; i < KEYS; i++) {
      Optional<String> found = api.get(key(i));
      if (!found.equals(Optional.of(value(i)))) {
        throw new IllegalStateException(
            "%s on %s is %s, expected %s".formatted(key(i), node.id(), found, value(i)));
      }
    }
  }

  private static String key(int number) {
    return "demo/key-" + number;
  }

  private static String value(int number) {
    return "value-" + number;
  }

  private String members(DemoNode node) throws InterruptedException {
    CommandResult result = cluster.run(node, QUERY, "etcd", "members");
    if (!result.succeeded()) {
      throw new EnvironmentException(
          "'ec2cluster etcd members' on %s ended with exit code %d: %s"
              .formatted(node.id(), result.exitCode(), result.lastWords(MEMBERS)));
    }
    return result.output();
  }

  private static String url(DemoNode node) {
    return "http://" + node.endpoint();
  }

  private String since(long begin) {
    return Demonstration.seconds(Duration.ofNanos(context.time().nanos() - begin));
  }

  private void say(String words) {
    context.progress().progress(words);
  }
}
