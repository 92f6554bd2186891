package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.e2e.MatrixCell.Fault;
import io.ec2cluster.e2e.MatrixCell.Operation;
import io.ec2cluster.e2e.PostgresNodes.BackEnd;
import io.ec2cluster.e2e.PostgresNodes.Node;
import io.ec2cluster.testing.standin.CuttableLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A primary and two replicas of one cell, and what happens to the primary. Closing it ends them.
 *
 * <p>Where the primary is to be frozen or cut off, the nodes run over stand-ins of AWS, whose EC2
 * is asked for a proof and can stop an instance; else over the local back end, whose proof is that
 * the process is gone.
 *
 * <p>Where it is to be cut off, every node is published at 127.0.0.N, and its server listens at
 * 127.0.1.N; between them, and between the primary's commands and AWS, lies a {@link CuttableLink}.
 * That works for every user on every machine, and still lets clients on the primary's own node
 * write to it at 127.0.1.N, which is what makes a cut dangerous.
 */
final class MatrixCluster implements AutoCloseable {
  private static final int FIRST = 11;

  private final MatrixCell cell;
  private final Optional<FencingStage> stage;
  private final PostgresNodes nodes;
  private final List<Node> all = new ArrayList<>();
  private final List<CuttableLink> links = new ArrayList<>();

  /**
   * A cluster of a cell.
   *
   * @param bin the folder of the servers' programs; empty where they are to be found
   */
  MatrixCluster(MatrixCell cell, Optional<Path> bin) throws IOException {
    this.cell = cell;
    this.stage =
        cell.fault().leavesDoubt()
            ? Optional.of(new FencingStage(this::powerOff))
            : Optional.empty();
    this.nodes = new PostgresNodes(backEnd(bin));
    for (int number = FIRST; number < FIRST + 3; number++) {
      all.add(nodes.node(number, "i-" + number, AwsStage.metadata()));
      addLinks(number);
    }
    stage.ifPresent(aws -> all.forEach(node -> aws.ec2().run(node.id())));
  }

  private BackEnd backEnd(Optional<Path> bin) {
    BackEnd backEnd =
        stage
            .map(BackEnd::fencing)
            .orElseGet(BackEnd::localWithRemote)
            .with("connect-timeout: 3s", "")
            .with(
                bin.map(folder -> "bin-directory: " + folder).orElse(""),
                cell.synchronous() ? "synchronous: {replicas: 1}" : "");
    if (stage.isPresent()) {
      backEnd = backEnd.with("", "aws: {retry-deadline: 2s, fence-deadline: 1m}");
    }
    if (cell.fault() == Fault.CUT) {
      backEnd = backEnd.with("listen-addresses: [127.0.1.NUMBER]", "");
    }
    // Without hints in the log pg_rewind is not possible, and a fresh copy the only way back.
    return cell.operation() == Operation.PROMOTE_AND_RECLONE
        ? backEnd.setting("wal_log_hints", "off")
        : backEnd;
  }

  private void addLinks(int number) throws IOException {
    if (cell.fault() == Fault.CUT) {
      links.add(
          new CuttableLink(
              "127.0.0." + number,
              nodes.port(),
              new InetSocketAddress("127.0.1." + number, nodes.port())));
    }
  }

  /** The commands of the first node reach AWS by links of their own. */
  private void linkToAws(FencingStage aws) throws IOException {
    CuttableLink route53 = link(aws.route53().endpoint());
    CuttableLink ec2 = link(aws.ec2().endpoint());
    nodes.environment(first(), FencingStage.environment(at(route53.port()), at(ec2.port())));
  }

  private CuttableLink link(URI endpoint) throws IOException {
    CuttableLink link =
        new CuttableLink(
            "127.0.0.1", 0, new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
    links.add(link);
    return link;
  }

  private static URI at(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Starts the primary and its replicas, and proves that they are in order. */
  void start() throws IOException {
    if (cell.fault() == Fault.CUT) {
      linkToAws(stage.orElseThrow());
    }
    nodes.init(first()).expect(0);
    nodes.initAtOnce(List.of(second(), third())).forEach(result -> result.expect(0));
    nodes.sql(first(), SqlWriter.PREPARATION);
    if (cell.synchronous()) {
      nodes.run(first(), "pool", "check").expect(0);
      assertThat(nodes.sql(first(), "SHOW synchronous_standby_names")).contains("ANY 1");
    }
    nodes.assertReplicates(first(), List.of(second(), third()));
  }

  /** Lets the fault happen to the primary. */
  void strike() {
    switch (cell.fault()) {
      case NONE -> nodes.sql(first(), "SELECT 1");
      case STOPPED -> nodes.stop(first().data(), "INT");
      case KILLED -> nodes.kill(first());
      case FROZEN -> nodes.freeze(first());
      case CUT -> primaryLinks().forEach(CuttableLink::cut);
    }
  }

  /** Ends what lasts; what is stopped stays so. */
  void mend() {
    stage
        .filter(aws -> aws.ec2().state(first().id()).equals(Optional.of("stopped")))
        .ifPresent(aws -> aws.ec2().run(first().id()));
    switch (cell.fault()) {
      case FROZEN -> nodes.thaw(first());
      case CUT -> primaryLinks().forEach(CuttableLink::mend);
      default -> {
        // A server that ended has to be started.
      }
    }
  }

  /** The link of the first node's server, and those of its commands. */
  private List<CuttableLink> primaryLinks() {
    List<CuttableLink> cut = new ArrayList<>(links);
    cut.subList(1, 3).clear();
    return cut;
  }

  private void powerOff(String instanceId) {
    all.stream().filter(node -> node.id().equals(instanceId)).forEach(nodes::kill);
  }

  /** Of the two replicas the one that has received more, once nothing comes in any more. */
  Node mostAdvanced() {
    return lacks(second(), received(third())) ? third() : second();
  }

  private String received(Node replica) {
    return nodes.sql(
        replica, "SELECT GREATEST(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())");
  }

  private boolean lacks(Node replica, String position) {
    return nodes
        .sql(
            replica,
            "SELECT GREATEST(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) < '"
                + position
                + "'::pg_lsn")
        .equals("t");
  }

  /** By the name, and at each server's own address. */
  Writers writers() {
    return new Writers(nodes, all, this::serverAddress);
  }

  /** Where clients on its own node reach a server. */
  String serverAddress(Node node) {
    return cell.fault() == Fault.CUT
        ? node.address().replaceFirst("^127\\.0\\.0\\.", "127.0.1.")
        : node.address();
  }

  MatrixCell cell() {
    return cell;
  }

  PostgresNodes nodes() {
    return nodes;
  }

  Node first() {
    return all.get(0);
  }

  Node second() {
    return all.get(1);
  }

  Node third() {
    return all.get(2);
  }

  List<Node> all() {
    return List.copyOf(all);
  }

  /** The instances that EC2 was told to stop. */
  List<String> fenced() {
    return stage.map(aws -> aws.ec2().stopped()).orElse(List.of());
  }

  /** Replicates, all replicas are in the pool, and every node says so. */
  void assertHealthy(Node primary, List<Node> replicas) throws IOException {
    if (cell.synchronous()) {
      nodes.run(primary, "pool", "check").expect(0);
    }
    nodes.assertReplicates(primary, replicas);
    for (Node replica : replicas) {
      assertThat(nodes.zone()).contains("replica.maindb.example.com. 60 IN A " + replica.address());
    }
    nodes.status(primary).expect(0);
    for (Node replica : replicas) {
      nodes.status(replica).expect(0);
    }
  }

  @Override
  public void close() throws IOException {
    for (CuttableLink link : links) {
      link.close();
    }
    nodes.close();
    stage.ifPresent(FencingStage::close);
  }
}
