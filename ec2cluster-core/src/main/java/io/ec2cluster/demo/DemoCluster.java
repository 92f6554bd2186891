package io.ec2cluster.demo;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.local.LocalCloud;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The nodes of a demonstration on this machine: each with its own loopback address, directory,
 * metadata and configuration file, all over one local back end. Immutable; safe for use by several
 * threads.
 */
public final class DemoCluster {
  static final String NAME = "demo";
  static final DnsName ZONE = DnsName.of("example.com");
  static final DnsName PRIMARY_NAME = DnsName.of("primary.demo.example.com");
  static final DnsName REPLICA_NAME = DnsName.of("replica.demo.example.com");

  /** Options that make the program a node: of the machine that the demonstration is given on. */
  private static final Set<String> OF_A_NODE =
      Set.of(
          "--config", "--metadata", "--cloud", "--local-dir", "--cluster", "--region", "--profile");

  private final OperationContext context;
  private final String engine;
  private final DemoDirectory directory;
  private final List<DemoNode> nodes;

  private DemoCluster(
      OperationContext context, String engine, DemoDirectory directory, int nodes, int port) {
    this.context = context;
    this.engine = engine;
    this.directory = directory;
    List<DemoNode> all = new ArrayList<>();
    for (String address : DemoAddresses.of(nodes)) {
      String id = "i-demo-" + (all.size() + 1);
      all.add(new DemoNode(id, address, port, directory.path().resolve(id)));
    }
    this.nodes = List.copyOf(all);
  }

  /**
   * A new one, in a directory of its own and at a port that is free at every node's address.
   *
   * @param engine the id of the engine
   * @param parent where its directory is made; by default where temporary files are kept
   * @param nodes how many
   * @throws io.ec2cluster.EnvironmentException if the addresses or the place cannot be used;
   *     nothing is left then
   */
  public static DemoCluster create(
      OperationContext context, String engine, Optional<Path> parent, int nodes) {
    int port = DemoAddresses.freePort(DemoAddresses.of(nodes));
    return new DemoCluster(
        context, engine, DemoDirectory.create(parent, engine, context.random()), nodes, port);
  }

  /**
   * One that an earlier demo left, to be stopped: its port is not known any more.
   *
   * @throws io.ec2cluster.UsageException if the directory is not one of this engine's demo
   */
  static DemoCluster open(OperationContext context, String engine, Path given, int nodes) {
    return new DemoCluster(context, engine, DemoDirectory.open(given, engine), nodes, 0);
  }

  /** Where everything is. */
  public Path directory() {
    return directory.path();
  }

  /** The nodes. */
  public List<DemoNode> nodes() {
    return nodes;
  }

  /** Writes the files of a node, with the engine's section of the configuration. */
  public void configure(DemoNode node, Map<String, Object> section) {
    directory.make(node.id());
    DemoDirectory.write(node.metadataFile(), NodeFiles.metadata(node));
    DemoDirectory.write(
        node.configFile(), NodeFiles.configuration(engine, cloudDirectory(), section));
  }

  /** Another port that is free at every node's address now. */
  public int freePort() {
    return DemoAddresses.freePort(nodes.stream().map(DemoNode::address).toList());
  }

  /** The argument vector that runs this program as a node. */
  public List<String> program(DemoNode node, String... arguments) {
    return List.copyOf(vector(node, arguments));
  }

  /** Runs this program as a node, as a process of its own. */
  public CommandResult run(DemoNode node, Duration timeout, String... arguments)
      throws InterruptedException {
    return context.commands().run(Command.of(vector(node, arguments)).within(timeout));
  }

  /** The same as a person would type it. */
  public String commandLine(DemoNode node, String... arguments) {
    return CommandText.of(vector(node, arguments));
  }

  /** This program as a person would type it, as no node. */
  public String commandLine(String... arguments) {
    return CommandText.of(Stream.concat(program().stream(), Stream.of(arguments)).toList());
  }

  /** The node at which the published primary name points. */
  public Optional<DemoNode> primary() {
    return cloud()
        .hostFor(PRIMARY_NAME, Optional.empty())
        .flatMap(host -> nodes.stream().filter(node -> node.address().equals(host)).findFirst());
  }

  /** The zone, as a name server would load it. */
  public Path zoneFile() {
    return cloud().zoneFile();
  }

  /** Removes all files; the servers are stopped. */
  public void remove() throws InterruptedException {
    directory.remove(context.time());
  }

  private Path cloudDirectory() {
    return directory.path().resolve("cloud");
  }

  /** Reads the zone without being one of the nodes. */
  private LocalCloud cloud() {
    return LocalCloud.at(cloudDirectory()).zone(ZONE).time(context.time()).build();
  }

  private List<String> vector(DemoNode node, String... arguments) {
    List<String> vector = program();
    vector.addAll(List.of("--config", node.configFile().toString()));
    vector.addAll(List.of("--metadata", node.metadataFile().toString()));
    vector.addAll(List.of(arguments));
    return vector;
  }

  /** This program as no node, whatever is configured on this machine. */
  private List<String> program() {
    List<String> program = new ArrayList<>();
    Iterator<String> words = context.program().iterator();
    while (words.hasNext()) {
      String word = words.next();
      if (OF_A_NODE.contains(word)) {
        words.next();
      } else {
        program.add(word);
      }
    }
    return program;
  }
}
