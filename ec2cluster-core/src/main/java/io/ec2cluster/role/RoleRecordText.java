package io.ec2cluster.role;

import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The written form of a role record: one TXT value of several strings, {@code "v=1"
 * "cluster=maindb" …}, so that {@code dig} shows it to a person. A string holds at most 255
 * characters (RFC 1035, section 3.3.14).
 */
final class RoleRecordText {
  /** Nobody resolves the record; a short TTL only matters to a person with {@code dig}. */
  static final Duration TTL = Duration.ofSeconds(60);

  private static final String VERSION = "1";
  private static final Pattern STRING = Pattern.compile("\\G\\s*\"([^\"\\\\]*)\"");

  private RoleRecordText() {}

  static RecordSet write(DnsName name, RoleRecord record) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("v", VERSION);
    fields.put("cluster", record.cluster());
    record.account().ifPresent(text -> fields.put("account", text));
    record.region().ifPresent(text -> fields.put("region", text));
    fields.put("state", record.state().label());
    fields.put("epoch", Long.toString(record.epoch()));
    putOwner(fields, "", record.owner());
    fields.put("nonce", record.nonce());
    fields.put("ever-published", Boolean.toString(record.everPublished()));
    record.dataIdentity().ifPresent(text -> fields.put("data", text));
    fields.put("claimed", record.claimedAt().toString());
    record.publishedAt().ifPresent(at -> fields.put("published", at.toString()));
    record.handover().ifPresent(offer -> putHandover(fields, offer));
    record.previous().ifPresent(previous -> putPrevious(fields, previous));
    if (record.forced()) {
      fields.put("forced", "true");
    }
    record.former().ifPresent(former -> putOwner(fields, "former-", former));
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (key, value) ->
            text.append(text.isEmpty() ? "\"" : " \"")
                .append(key)
                .append('=')
                .append(value)
                .append('"'));
    return RecordSet.of(name, RecordType.TXT, TTL, text.toString());
  }

  private static void putOwner(Map<String, String> fields, String prefix, Owner owner) {
    fields.put(prefix + "owner", owner.instanceId());
    fields.put(prefix + "address", owner.address());
    fields.put(prefix + "port", Integer.toString(owner.port()));
  }

  private static void putHandover(Map<String, String> fields, Handover offer) {
    fields.put("handover-position", offer.position());
    fields.put("handover-candidate", offer.candidate());
    fields.put("handover-deadline", offer.deadline().toString());
  }

  private static void putPrevious(Map<String, String> fields, Previous previous) {
    putOwner(fields, "previous-", previous.owner());
    fields.put("previous-epoch", Long.toString(previous.epoch()));
    fields.put("previous-state", previous.state().label());
    previous.position().ifPresent(text -> fields.put("previous-position", text));
  }

  /** Reads a stored record; a form that this version did not write is never guessed at. */
  static RoleRecord read(RecordSet stored) {
    Map<String, String> fields = fields(stored);
    String version = fields.getOrDefault("v", "");
    if (!version.equals(VERSION)) {
      throw new RefusedException(
          "role record "
              + stored.name()
              + " has format version '"
              + version
              + "', this ec2cluster knows '"
              + VERSION
              + "': use the version of ec2cluster that wrote it; nothing overrides this");
    }
    try {
      return new RoleRecord(
          required(fields, "cluster"),
          find(fields, "account"),
          find(fields, "region"),
          owner(fields, ""),
          Long.parseLong(required(fields, "epoch")),
          required(fields, "nonce"),
          state(required(fields, "state")),
          bool(required(fields, "ever-published")),
          find(fields, "data"),
          Instant.parse(required(fields, "claimed")),
          find(fields, "published").map(Instant::parse),
          handover(fields),
          previous(fields),
          find(fields, "forced").map(RoleRecordText::bool).orElse(false),
          find(fields, "former-owner").map(owner -> owner(fields, "former-")));
    } catch (IllegalArgumentException | DateTimeParseException damage) {
      throw damaged(stored, String.valueOf(damage.getMessage()), damage);
    }
  }

  private static Map<String, String> fields(RecordSet stored) {
    if (stored.type() != RecordType.TXT
        || stored.values().size() != 1
        || stored.weighted().isPresent()) {
      throw damaged(stored, "expected one TXT value without weighted routing", null);
    }
    String text = stored.values().get(0);
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher strings = STRING.matcher(text);
    int end = 0;
    while (strings.find()) {
      List<String> pair = Splitter.on('=').limit(2).splitToList(strings.group(1));
      if (pair.size() != 2 || fields.put(pair.get(0), pair.get(1)) != null) {
        throw damaged(
            stored, "expected each key once, as key=value, found '" + strings.group(1) + "'", null);
      }
      end = strings.end();
    }
    if (end != text.length()) {
      throw damaged(stored, "expected quoted strings, found '" + text.substring(end) + "'", null);
    }
    return fields;
  }

  private static EnvironmentException damaged(
      RecordSet stored, String what, @Nullable Throwable cause) {
    String message =
        "role record "
            + stored.name()
            + " cannot be read: "
            + what
            + ". Look at it with 'ec2cluster lease show' and the zone's own tools; ec2cluster changes nothing before it"
            + " is whole again";
    return cause == null
        ? new EnvironmentException(message)
        : new EnvironmentException(message, cause);
  }

  private static String required(Map<String, String> fields, String key) {
    return find(fields, key)
        .orElseThrow(() -> new IllegalArgumentException("key '" + key + "' is missing"));
  }

  private static Optional<String> find(Map<String, String> fields, String key) {
    return Optional.ofNullable(fields.get(key));
  }

  /** Strict: a damaged "true" read as false would let the next node found over published data. */
  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' should be 'true' or 'false'");
    };
  }

  private static RoleState state(String label) {
    return RoleState.find(label)
        .orElseThrow(() -> new IllegalArgumentException("state '" + label + "' is not known"));
  }

  private static Owner owner(Map<String, String> fields, String prefix) {
    return new Owner(
        required(fields, prefix + "owner"),
        required(fields, prefix + "address"),
        Integer.parseInt(required(fields, prefix + "port")));
  }

  private static Optional<Handover> handover(Map<String, String> fields) {
    return find(fields, "handover-position")
        .map(
            position ->
                new Handover(
                    position,
                    required(fields, "handover-candidate"),
                    Instant.parse(required(fields, "handover-deadline"))));
  }

  private static Optional<Previous> previous(Map<String, String> fields) {
    return find(fields, "previous-owner")
        .map(
            owner ->
                new Previous(
                    owner(fields, "previous-"),
                    Long.parseLong(required(fields, "previous-epoch")),
                    state(required(fields, "previous-state")),
                    find(fields, "previous-position")));
  }
}
