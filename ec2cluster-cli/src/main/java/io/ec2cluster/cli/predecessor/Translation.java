package io.ec2cluster.cli.predecessor;

import io.ec2cluster.config.PythonSettings;
import io.ec2cluster.config.PythonSettings.Assignment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the key of every setting of the predecessor, or says why there is none. */
final class Translation {
  private static final String DEFAULT_PRIMARY = "master.%(cluster)s.example.com";
  private static final Set<String> KNOWN =
      Set.of(
          "MASTER_CNAME",
          "SLAVE_CNAME",
          "MASTER_CNAME_TTL",
          "SLAVE_CNAME_TTL",
          "ROUTE53_ZONE_ID",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          EngineSections.INIT_MASTER,
          EngineSections.INIT_SLAVE,
          EngineSections.TEMPLATE,
          EngineSections.TEMPLATE_MASTER,
          EngineSections.TEMPLATE_SLAVE,
          EngineSections.RECOVERY_FILE,
          EngineSections.PG_DIR,
          EngineSections.PG_CTL,
          EngineSections.PG_USER,
          EngineSections.PG_TIMEOUT);

  private final PythonSettings settings;
  private final OldSettings old;
  private final List<Note> notes = new ArrayList<>();

  Translation(PythonSettings settings) {
    this.settings = settings;
    this.old = new OldSettings(settings);
  }

  ImportedConfiguration translate() {
    Map<String, Object> dns = dns();
    credentials();
    EngineSections engine = new EngineSections(old, this::note);
    Map<String, Object> section = engine.section();
    unknown();
    old.throwIfAnyProblem();

    Map<String, Object> values = new LinkedHashMap<>();
    values.put("engine", engine.id());
    if (engine.hasTemplates()
        || isTemplate(dns.get("primary-name"))
        || isTemplate(dns.get("replica-name"))) {
      values.put("template-syntax", "percent");
    }
    values.put("dns", dns);
    values.put(engine.id(), section);
    return new ImportedConfiguration(settings.file(), values, notes);
  }

  private Map<String, Object> dns() {
    Map<String, Object> dns = new LinkedHashMap<>();
    old.text("ROUTE53_ZONE_ID")
        .ifPresentOrElse(
            zone -> dns.put("zone-id", zone),
            () ->
                note(
                    "ROUTE53_ZONE_ID",
                    "is not given: add dns.zone-id, or dns.zone with the zone's name"));
    dns.put("primary-name", old.template("MASTER_CNAME").orElseGet(this::defaultPrimary));
    old.template("SLAVE_CNAME").ifPresent(name -> replicaName(dns, name));
    old.seconds("MASTER_CNAME_TTL", 0).ifPresent(ttl -> dns.put("primary-ttl", ttl));
    old.seconds("SLAVE_CNAME_TTL", 0).ifPresent(ttl -> dns.put("replica-ttl", ttl));
    return dns;
  }

  private String defaultPrimary() {
    note(
        "MASTER_CNAME",
        "is not given: dns.primary-name is the predecessor's default, " + DEFAULT_PRIMARY);
    return DEFAULT_PRIMARY;
  }

  private void replicaName(Map<String, Object> dns, String name) {
    dns.put("replica-name", name);
    note(
        "SLAVE_CNAME",
        "the predecessor never filled this name; now every healthy replica has a record there, and"
            + " whoever resolves it reads from replicas (without dns.replica-name there is no pool)");
  }

  /** Their values are neither written nor told. */
  private void credentials() {
    for (String name : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")) {
      if (old.isSet(name)) {
        note(
            name,
            "has no equivalent, because a configuration holds no credentials: give the instance a"
                + " role, or keep them in the shared credentials file and name its profile in"
                + " aws.profile");
      }
    }
  }

  private void unknown() {
    settings.assignments().stream()
        .filter(assignment -> !KNOWN.contains(assignment.name()))
        .filter(assignment -> !settings.used().contains(assignment.name()))
        .map(Assignment::name)
        .forEach(name -> note(name, "is no setting of the predecessor: nothing was made of it"));
  }

  private void note(String setting, String message) {
    String origin =
        Optional.of(old.origin(setting)).filter(place -> !place.isEmpty()).orElse(settings.file());
    notes.add(new Note(origin, setting, message));
  }

  /** Braces would mean something to the other syntax. */
  private static boolean isTemplate(@Nullable Object name) {
    return name instanceof String text && (text.contains("%") || text.contains("{{"));
  }
}
