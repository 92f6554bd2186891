package io.ec2cluster.etcd;

import com.google.common.base.Ascii;
import com.google.common.base.Suppliers;
import com.google.common.net.InetAddresses;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.OperationContext;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

/** The module's parts for one call, made from its settings. */
final class Surroundings {
  private static final String ENGINE = "etcd";

  private final OperationContext context;
  private final EtcdSettings settings;

  Surroundings(OperationContext context) {
    this.context = context;
    this.settings = context.settings(EtcdSettings.class);
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

  /** The founding record. */
  Foundings foundings() {
    return new StoredFoundings(
        context.coordination().records(), RecordKey.of(ENGINE, cluster(), "founding"));
  }

  /** Who may change the membership. */
  Turns turns() {
    return new LeasedTurns(
        context.coordination().leases(),
        RecordKey.of(ENGINE, cluster(), "join"),
        context.cloud().metadata().instanceId(),
        context.time());
  }

  /** The name under which nodes tell of their lives: not that of another engine. */
  String life() {
    return ENGINE + "." + cluster();
  }

  /** Who is there, as anybody may ask who is not one of them. */
  GroupView view() throws InterruptedException {
    return settings.group().members().isEmpty() ? group().read() : listed();
  }

  private GroupView listed() {
    List<String> listed = settings.group().members();
    return new GroupView(
        listed.stream().map(address -> member(address, address)).toList(),
        settings.size().orElse(listed.size()));
  }

  /** The nodes, as the settings say, with this one among them. */
  Group group() {
    List<String> listed = settings.group().members();
    if (!listed.isEmpty()) {
      String self = listedSelf(listed);
      return new StaticGroup(member(self, self), listed());
    }
    if (settings.group().autoScalingGroup().isPresent()) {
      return scaling(settings.group().autoScalingGroup().get());
    }
    if (context.settings().cloud() != ClusterSettings.CloudKind.LOCAL) {
      throw new UsageException(
          "etcd: group: found neither auto-scaling-group nor members: expected the group's name, or the addresses of all, such as members: [10.0.0.1, 10.0.1.1, 10.0.2.1]");
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

  private Group scaling(String name) {
    AwsCloud aws =
        context
            .cloud()
            .as(AwsCloud.class)
            .orElseThrow(
                () ->
                    new UsageException(
                        "etcd: group: auto-scaling-group: found '%s' with cloud: %s; expected cloud: aws"
                            .formatted(name, context.cloud().id())));
    ScalingApi api =
        new ScalingApi(
            Suppliers.memoize(
                () -> aws.clients().regional("Auto Scaling", AutoScalingClient.builder())),
            () -> aws.clients().ec2(),
            aws.retry());
    return new ScalingGroup(
        name, settings.size(), api, aws, context.time(), this::localSelf, this::member);
  }

  private GroupMember localSelf() {
    return member(context.cloud().metadata().instanceId(), InetAddresses.toUriString(address()));
  }

  /** Tells the others that this node is there, where nobody else does. */
  void announce() {
    if (settings.group().members().isEmpty() && settings.group().autoScalingGroup().isEmpty()) {
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
    return new GroupMember(
        name,
        "http://" + authority + ":" + settings.ports().peer(),
        "http://" + authority + ":" + settings.ports().client());
  }

  /** Writes files of this process's own user. */
  OwnedFiles files() {
    return new OwnedFiles(Optional.empty(), context.random());
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
