package io.ec2cluster.etcd;

import com.google.common.net.InetAddresses;
import io.ec2cluster.etcd.tls.TlsSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The argument vector of etcd on this node.
 *
 * @param data the data directory
 * @param address what it listens on
 * @param ports its ports
 * @param tls its certificates; plain HTTP without
 * @param extra arguments of the user's
 */
record EtcdCommand(
    Path data,
    InetAddress address,
    PortSettings ports,
    Optional<TlsSettings> tls,
    List<String> extra) {
  /** Copies. */
  EtcdCommand {
    extra = List.copyOf(extra);
  }

  /**
   * The vector.
   *
   * @param binary the program
   * @param listenClient where it listens to clients
   */
  List<String> arguments(Path binary, EtcdLaunch launch, String listenClient) {
    List<String> arguments = new ArrayList<>();
    arguments.add(binary.toString());
    arguments.add("--name=" + launch.self().name());
    arguments.add("--data-dir=" + data);
    arguments.add("--listen-peer-urls=" + url(ports.peer()));
    arguments.add("--initial-advertise-peer-urls=" + launch.self().peerUrl());
    arguments.add("--listen-client-urls=" + listenClient);
    arguments.add("--advertise-client-urls=" + launch.self().clientUrl());
    if (launch.open()) {
      arguments.add("--listen-metrics-urls=" + url(ports.metrics()));
    }
    launch
        .bootstrap()
        .ifPresent(
            how -> {
              arguments.add("--initial-cluster-state=" + how.state());
              arguments.add("--initial-cluster-token=" + how.token());
              arguments.add("--initial-cluster=" + list(how.members()));
            });
    tls.ifPresent(settings -> arguments.addAll(settings.arguments()));
    arguments.addAll(extra);
    return List.copyOf(arguments);
  }

  /** Where it listens to clients once they may know of it. */
  String openUrl() {
    return url(ports.client());
  }

  /** Where it listens to this machine alone. */
  String hiddenUrl(int port) {
    return scheme() + "://127.0.0.1:" + port;
  }

  /** How it is spoken to, by clients and members. */
  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  private String url(int port) {
    return scheme() + "://" + InetAddresses.toUriString(address) + ":" + port;
  }

  private static String list(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> member.getKey() + "=" + member.getValue())
        .collect(Collectors.joining(","));
  }
}
