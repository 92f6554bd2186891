package io.ec2cluster.postgres;

import com.google.common.base.Ascii;
import com.google.common.net.InetAddresses;
import com.google.common.primitives.Ints;
import io.ec2cluster.host.Machine;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server settings that a member of the cluster needs, in either role. */
final class ServerSettings {
  private static final int SLOTS_AND_SENDERS = 10;
  private static final int FIRST_WITH_SLOT_LIMIT = 13;

  /** sun_path holds 108 bytes with the NUL at its end (unix(7)). */
  private static final int LONGEST_SOCKET_PATH = 107;

  private final PostgresSettings settings;
  private final PostgresLayout layout;
  private final Machine machine;
  private final Optional<String> localAddress;

  ServerSettings(
      PostgresSettings settings,
      PostgresLayout layout,
      Machine machine,
      Optional<String> localAddress) {
    this.settings = settings;
    this.layout = layout;
    this.machine = machine;
    this.localAddress = localAddress;
  }

  /**
   * The settings of both roles.
   *
   * @param own what the user's own files set: never made less than that
   */
  Map<String, String> of(Map<String, String> own) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("listen_addresses", String.join(",", listenAddresses()));
    values.put("port", String.valueOf(layout.port()));
    settings
        .socketDirectory()
        .or(() -> ownSocketDirectory(own))
        .ifPresent(path -> values.put("unix_socket_directories", path.toString()));
    if (!Ascii.equalsIgnoreCase(own.getOrDefault("wal_level", ""), "logical")) {
      values.put("wal_level", "replica");
    }
    values.put("max_wal_senders", atLeast(own, "max_wal_senders"));
    values.put("max_replication_slots", atLeast(own, "max_replication_slots"));
    values.put("hot_standby", "on");
    // pg_rewind of a returned primary needs hints in the log, or data check sums; and the log since
    // the last checkpoint that both have, which a shutdown checkpoint would remove.
    values.put("wal_log_hints", "on");
    if (layout.version() >= FIRST_WITH_SLOT_LIMIT) {
      // A slot that nobody reads must not fill the primary's disk.
      values.put("max_slot_wal_keep_size", own.getOrDefault("max_slot_wal_keep_size", "16GB"));
      values.put("wal_keep_size", own.getOrDefault("wal_keep_size", "1GB"));
    } else {
      values.put("wal_keep_segments", own.getOrDefault("wal_keep_segments", "64"));
    }
    values.putAll(settings.settings());
    return values;
  }

  /**
   * The addresses to listen at, the one for other nodes first. A node of a loopback address shares
   * the machine with others: it leaves localhost alone.
   */
  List<String> listenAddresses() {
    if (!settings.listenAddresses().isEmpty()) {
      return settings.listenAddresses();
    }
    if (localAddress.isEmpty()) {
      return List.of("*");
    }
    List<String> addresses = new ArrayList<>(List.of(localAddress.get()));
    if (!isLoopback()) {
      addresses.add("localhost");
    }
    return List.copyOf(addresses);
  }

  /** Where this node reaches its own server. */
  String ownHost() {
    return listenAddresses().stream()
        .filter(address -> !address.equals("*") && !isAny(address))
        .findFirst()
        .or(() -> localAddress)
        .orElse("localhost");
  }

  /** Whether the whole cluster can only be on this machine: the others know this address. */
  boolean isLoopback() {
    return localAddress
        .flatMap(ServerSettings::address)
        .map(InetAddress::isLoopbackAddress)
        .orElse(false);
  }

  /**
   * A directory for the socket that has to be made. A socket in the package's directory is named by
   * the port alone: a server outside the package's place gets one of its own, so that several can
   * have one port at different addresses. It is beside the data and not in it, where a base backup
   * would copy the socket's lock.
   */
  Optional<Path> ownSocketDirectory(Map<String, String> own) {
    Path data = layout.dataDirectory();
    Path beside = data.resolveSibling(data.getFileName() + ".socket");
    int length = (beside + "/.s.PGSQL." + layout.port()).getBytes(StandardCharsets.UTF_8).length;
    boolean suits =
        settings.socketDirectory().isEmpty()
            && layout.configIsInData()
            && !data.startsWith(machine.at("/var/lib"))
            && length <= LONGEST_SOCKET_PATH;
    return suits && !own.containsKey("unix_socket_directories")
        ? Optional.of(beside)
        : Optional.empty();
  }

  private static String atLeast(Map<String, String> own, String name) {
    Integer value = Ints.tryParse(own.getOrDefault(name, ""));
    return String.valueOf(Math.max(value == null ? 0 : value, SLOTS_AND_SENDERS));
  }

  private static boolean isAny(String address) {
    return address(address).map(InetAddress::isAnyLocalAddress).orElse(false);
  }

  private static Optional<InetAddress> address(String text) {
    return InetAddresses.isInetAddress(text)
        ? Optional.of(InetAddresses.forString(text))
        : Optional.empty();
  }
}
