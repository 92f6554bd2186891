package io.ec2cluster.redis;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.ec2cluster.role.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server says of itself: the fields of {@code INFO} by their names. */
record ServerInfo(Map<String, String> fields) {
  ServerInfo {
    fields = ImmutableMap.copyOf(fields);
  }

  /**
   * A replica as its primary knows it.
   *
   * @param offset up to where it has acknowledged
   * @param silence for how many seconds it has acknowledged nothing; it does so every second
   */
  record Replica(String host, int port, String state, long offset, long silence) {
    private static final long SILENT = 3;

    boolean isOnline() {
      return state.equals("online");
    }

    boolean isSilent() {
      return silence > SILENT;
    }
  }

  static ServerInfo parse(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : Splitter.on('\n').trimResults().omitEmptyStrings().split(text)) {
      int colon = line.indexOf(':');
      if (colon > 0 && !line.startsWith("#")) {
        fields.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return new ServerInfo(fields);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  String get(String name) {
    return find(name).orElse("");
  }

  long number(String name) {
    Long value = Longs.tryParse(get(name));
    return value == null ? -1 : value;
  }

  boolean is(String name) {
    return get(name).equals("1");
  }

  Role role() {
    return get("role").equals("master") ? Role.PRIMARY : Role.REPLICA;
  }

  boolean isLoading() {
    return is("loading");
  }

  /** The id of the history of its data. */
  String replicationId() {
    return get("master_replid");
  }

  /** Up to where its data goes: what a replica has applied. */
  long offset() {
    return role() == Role.REPLICA ? number("slave_repl_offset") : number("master_repl_offset");
  }

  /** Whether a replica has its primary's data and receives its changes. */
  boolean isLinked() {
    return get("master_link_status").equals("up") && !is("master_sync_in_progress");
  }

  /** What it is, and of whom it is the replica. */
  String rank() {
    return role() == Role.PRIMARY
        ? role().label()
        : role().label() + " of " + get("master_host") + ":" + get("master_port");
  }

  /** How many keys it holds, in all its databases. */
  long keys() {
    long keys = 0;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (field.getKey().matches("db\\d+")) {
        Long count = Longs.tryParse(value(field.getValue(), "keys"));
        keys += count == null ? 0 : count;
      }
    }
    return keys;
  }

  /** The replicas that are connected to it. */
  List<Replica> replicas() {
    List<Replica> replicas = new ArrayList<>();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (field.getKey().matches("slave\\d+")) {
        String text = field.getValue();
        Long port = Longs.tryParse(value(text, "port"));
        Long offset = Longs.tryParse(value(text, "offset"));
        Long lag = Longs.tryParse(value(text, "lag"));
        replicas.add(
            new Replica(
                value(text, "ip"),
                port == null ? 0 : port.intValue(),
                value(text, "state"),
                offset == null ? -1 : offset,
                lag == null ? 0 : lag));
      }
    }
    return replicas;
  }

  private static String value(String text, String name) {
    for (String part : Splitter.on(',').split(text)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return "";
  }
}
