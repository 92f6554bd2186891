package io.ec2cluster.redis;

import com.google.common.net.InetAddresses;
import io.ec2cluster.spi.Assignment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The server settings that a member of the cluster needs, as the server's own names and words. */
final class ServerSettings {
  /** Never shown, and not given back by every server as they were set. */
  static final Set<String> SECRET = Set.of("masterauth", "requirepass");

  static final String REPLICAOF = "replicaof";

  private static final int TOO_MANY_TO_LOSE = 2;

  private final Server server;
  private final RedisSettings settings;

  ServerSettings(Server server) {
    this.server = server;
    this.settings = server.settings();
  }

  /**
   * Where a server of a layout of our own has its files: read at a start, left alone while it runs.
   */
  Map<String, String> places() {
    Map<String, String> values = new LinkedHashMap<>();
    if (server.layout().isOwn()) {
      values.put("dir", server.layout().directory().toString());
      values.put("pidfile", server.layout().pidFile().toString());
      values.put("logfile", server.layout().logFile().toString());
    }
    return values;
  }

  /** Those of both roles. */
  Map<String, String> common() {
    Map<String, String> values = new LinkedHashMap<>();
    RedisConf own = server.conf().without(server.layout().includeFile());
    values.put("bind", String.join(" ", listenAddresses()));
    String port = String.valueOf(server.layout().port());
    if (settings.tls()) {
      values.put("port", "0");
      values.put("tls-port", port);
      values.put("tls-replication", "yes");
      settings.tlsCaFile().ifPresent(file -> values.put("tls-ca-cert-file", file.toString()));
      settings.tlsCertFile().ifPresent(file -> values.put("tls-cert-file", file.toString()));
      settings.tlsKeyFile().ifPresent(file -> values.put("tls-key-file", file.toString()));
    } else {
      values.put("port", port);
    }
    server.access().requiredPassword(own).ifPresent(p -> values.put("requirepass", p.reveal()));
    server.access().replicationUser().ifPresent(user -> values.put("masteruser", user));
    server.access().replicationPassword().ifPresent(p -> values.put("masterauth", p.reveal()));
    announceIp().ifPresent(ip -> values.put("replica-announce-ip", ip));
    values.put(
        "replica-announce-port",
        String.valueOf(settings.announcePort().orElse(server.layout().port())));
    values.put("replica-priority", String.valueOf(settings.replicaPriority()));
    if (settings.replicasExpected().orElse(0) >= TOO_MANY_TO_LOSE) {
      values.put("min-replicas-to-write", "1");
      values.put("min-replicas-max-lag", String.valueOf(settings.minReplicasMaxLag().toSeconds()));
    }
    values.putAll(settings.settings());
    return values;
  }

  /** {@code replicaof} of a primary: it undoes what another line says. */
  static String noPrimary() {
    return "no one";
  }

  /** {@code replicaof} of a replica. */
  static String primary(Assignment assignment) {
    return assignment.primary().address() + " " + assignment.primary().port();
  }

  private Optional<String> announceIp() {
    return settings.announceIp().or(server::localAddress);
  }

  /**
   * The addresses to listen at, the one for other nodes first. A node of a loopback address shares
   * the machine with others: it leaves 127.0.0.1 alone.
   */
  List<String> listenAddresses() {
    if (!settings.listenAddresses().isEmpty()) {
      return settings.listenAddresses();
    }
    Optional<String> local = server.localAddress();
    if (local.isEmpty()) {
      return List.of("*");
    }
    List<String> addresses = new ArrayList<>(List.of(local.get()));
    if (!isLoopback(local.get())) {
      addresses.add("127.0.0.1");
    }
    return List.copyOf(addresses);
  }

  /** Where this node reaches its own server. */
  String ownHost() {
    return listenAddresses().stream()
        .filter(address -> !address.contains("*") && !isAny(address))
        .findFirst()
        .or(server::localAddress)
        .orElse("127.0.0.1");
  }

  private static boolean isLoopback(String text) {
    return address(text).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  private static boolean isAny(String text) {
    return address(text).map(InetAddress::isAnyLocalAddress).orElse(false);
  }

  private static Optional<InetAddress> address(String text) {
    return InetAddresses.isInetAddress(text)
        ? Optional.of(InetAddresses.forString(text))
        : Optional.empty();
  }
}
