package io.ec2cluster.etcd;

import com.google.common.base.Ascii;
import com.google.common.base.Suppliers;
import com.google.common.net.InetAddresses;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.group.Group;
import io.ec2cluster.etcd.group.GroupDirectory;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.etcd.group.GroupView;
import io.ec2cluster.etcd.group.LocalGroup;
import io.ec2cluster.etcd.group.ScalingGroup;
import io.ec2cluster.etcd.group.ScalingQuery;
import io.ec2cluster.etcd.group.StaticGroup;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.OperationContext;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The module's parts for one call, made from its settings. */
final class Surroundings {
  private static final String ENGINE = "etcd";

  private final OperationContext context;
  private final EtcdSettings settings;
  private final Regions regions;
  private final Supplier<MemberAccess.Ways> memberWays;

  Surroundings(OperationContext context) {
    this.context = context;
    this.settings = context.settings(EtcdSettings.class);
    this.regions = new Regions(context, settings);
    this.memberWays =
        Suppliers.memoize(
            () ->
                new MemberAccess(context, settings)
                    .open(Optional.of(InetAddresses.toAddrString(address()))));
  }

  EtcdSettings settings() {
    return settings;
  }

  /** The cluster, as a part of the names of records and files. */
  String cluster() {
    return Ascii.toLowerCase(context.cluster());
  }

  /** What this node's etcd listens on, and by default is reached by. */
  InetAddress address() {
    String found =
        context
            .cloud()
            .metadata()
            .localIpv4()
            .orElseThrow(
                () ->
                    new UsageException(
                        "the instance metadata has no local-ipv4: etcd needs an address to listen on"));
    if (!InetAddresses.isInetAddress(found)) {
      throw new UsageException("local-ipv4 is '" + found + "': expected an IP address");
    }
    return InetAddresses.forString(found);
  }

  /** The members' API, for one who is not a member. */
  EtcdApi.Access access() {
    return ways().api();
  }

  /** The ways to the members, for one who is not a member. */
  MemberAccess.Ways ways() {
    return new MemberAccess(context, settings).open(Optional.empty());
  }

  /** The same for this node as a member: its certificates have to be good for that. */
  MemberAccess.Ways memberWays() {
    return memberWays.get();
  }

  /** The founding record. */
  Foundings foundings() {
    return new StoredFoundings(
        regions.coordination().records(), RecordKey.of(ENGINE, cluster(), "founding"));
  }

  /** This node's etcd, which is {@code binary} when it is started. */
  EtcdProcess process() {
    return process(launch -> settings.binary());
  }

  /** This node's etcd. */
  EtcdProcess process(Programs programs) {
    EtcdCommand command =
        new EtcdCommand(
            settings.dataDirectory(),
            address(),
            settings.ports(),
            settings.tls(),
            settings.extraArgs());
    return new EtcdProcess(command, programs, nodeFile("process"), files());
  }

  /** The two programs of an upgrade by replacement, where {@code previous-binary} says so. */
  Optional<SteppedPrograms> steppedPrograms() throws InterruptedException {
    if (settings.previousBinary().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SteppedPrograms(
            settings.binary(),
            settings.previousBinary().get(),
            EtcdVersion.ofProgram(settings.binary(), context.commands()),
            memberWays().api(),
            () -> view().running().stream().map(GroupMember::clientUrl).toList(),
            nodeFile("program"),
            files()));
  }

  /** This node; what happens is told nobody. */
  Node node(EtcdServer server) {
    return new Node(
        group(),
        foundings(),
        turns(),
        new EtcdDirectory(settings.dataDirectory(), context.time()),
        server,
        memberWays().api(),
        context.time(),
        this::newToken,
        told -> {},
        words -> {});
  }

  /** How {@code leave} asks {@code run}. */
  LeaveRequest leaveRequest() {
    return new LeaveRequest(nodeFile("leave"), files());
  }

  /** The cluster's DNS records, where there are to be any. */
  Optional<Records> records() {
    return Records.of(context, settings, cluster());
  }

  /** Who may change the membership. */
  Turns turns() {
    return new LeasedTurns(
        regions.coordination().leases(),
        RecordKey.of(ENGINE, cluster(), "join"),
        context.cloud().metadata().instanceId(),
        context.time());
  }

  /** The name under which nodes tell of their lives: not that of another engine. */
  String life() {
    return ENGINE + "." + cluster();
  }

  /** A cluster token that nobody has had before. */
  String newToken() {
    byte[] bytes = new byte[8];
    context.random().nextBytes(bytes);
    return cluster() + "-" + HexFormat.of().formatHex(bytes);
  }

  /** Who is there, as anybody may ask who is not one of them. */
  GroupView view() throws InterruptedException {
    return settings.group().members().isEmpty() ? group(false).read() : listed();
  }

  /**
   * Whoever may hold data of the cluster: of the nodes of a directory also those that do not work
   * now, whose etcd may.
   */
  List<GroupMember> everybody(Group group) throws InterruptedException {
    return group instanceof LocalGroup
        ? Stream.concat(Stream.of(group.self()), directory().members().stream()).distinct().toList()
        : group.read().members();
  }

  private GroupView listed() {
    List<String> listed = settings.group().members();
    return new GroupView(
        listed.stream().map(address -> member(address, address)).toList(),
        settings.size().orElse(listed.size()));
  }

  /** The nodes, as the settings say, with this one among them. */
  Group group() {
    return group(true);
  }

  /** The same for who only looks, and changes nothing. */
  private Group group(boolean member) {
    List<String> listed = settings.group().members();
    if (!listed.isEmpty()) {
      String self = listedSelf(listed);
      return new StaticGroup(member(self, self), listed());
    }
    if (settings.group().scaling().isPresent()) {
      return scaling(settings.group().scaling().get(), member);
    }
    if (context.settings().cloud() != ClusterSettings.CloudKind.LOCAL) {
      throw new UsageException(
          "etcd: group: found neither auto-scaling-group, stack nor members: expected the group's name, or the addresses of all, such as members: [10.0.0.1, 10.0.1.1, 10.0.2.1]");
    }
    int size =
        settings
            .size()
            .orElseThrow(
                () ->
                    new UsageException(
                        "etcd: size: not found; with cloud: local it is needed: a directory does not tell how many are to come"));
    return new LocalGroup(localSelf(), directory(), context.cloud(), life(), size);
  }

  private Group scaling(ScalingQuery query, boolean member) {
    return new ScalingGroup(
        regions.instances(query, cluster(), member),
        settings.size(),
        context.time(),
        this::scalingSelf,
        this::member);
  }

  private GroupMember scalingSelf() {
    return regions.areSeveral()
        ? member(context.cloud().metadata().instanceId(), regions.publicName())
        : localSelf();
  }

  private GroupMember localSelf() {
    return member(context.cloud().metadata().instanceId(), InetAddresses.toUriString(address()));
  }

  /** Tells the others that this node is there, where nobody else does. */
  void announce() {
    if (settings.group().members().isEmpty() && settings.group().scaling().isEmpty()) {
      directory().announce(localSelf());
      context.cloud().presence(life()).working();
    }
  }

  private GroupDirectory directory() {
    Path local =
        context
            .settings()
            .localDir()
            .orElseThrow(() -> new UsageException("local-dir: not found; cloud: local needs it"));
    return new GroupDirectory(local.resolve(ENGINE).resolve(cluster()), files());
  }

  private String listedSelf(List<String> listed) {
    InetAddress own = address();
    return listed.stream()
        .filter(member -> InetAddresses.forString(member).equals(own))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "etcd: group: members: found %s, and this node's address %s is not among them: add it"
                        .formatted(listed, InetAddresses.toAddrString(own))));
  }

  private GroupMember member(String name, String host) {
    String authority = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    String scheme = settings.tls().isPresent() ? "https://" : "http://";
    return new GroupMember(
        name,
        scheme + authority + ":" + settings.ports().peer(),
        scheme + authority + ":" + settings.ports().client());
  }

  /** Writes files of this process's own user. */
  OwnedFiles files() {
    return new OwnedFiles(Optional.empty(), context.random());
  }

  /** A file of ec2cluster's own on this machine, which need be no node. */
  Path clusterFile(String suffix) {
    return context.stateDirectory().resolve("%s-%s.%s".formatted(ENGINE, cluster(), suffix));
  }

  /** A file of ec2cluster's own on this node, for this cluster and this node's data. */
  Path nodeFile(String suffix) {
    String name = "%s-%s-%s.%s".formatted(ENGINE, cluster(), instance(), suffix);
    return context.stateDirectory().resolve(name);
  }

  private String instance() {
    return context.cloud().metadata().instanceId().replaceAll("[^A-Za-z0-9-]", "_");
  }
}
