package io.ec2cluster.cli.predecessor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The engine that the settings mean, and its section. The predecessor's command line only ever ran
 * Postgres; its document also promised scripts, which the {@code script} engine runs.
 */
final class EngineSections {
  static final String INIT_MASTER = "INIT_MASTER_SCRIPT";
  static final String INIT_SLAVE = "INIT_SLAVE_SCRIPT";
  static final String TEMPLATE = "RECOVERY_TEMPLATE";
  static final String TEMPLATE_MASTER = "RECOVERY_TEMPLATE_MASTER";
  static final String TEMPLATE_SLAVE = "RECOVERY_TEMPLATE_SLAVE";
  static final String RECOVERY_FILE = "RECOVERY_FILENAME";
  static final String PG_DIR = "PG_DIR";
  static final String PG_CTL = "PG_CTL";
  static final String PG_USER = "PG_USER";
  static final String PG_TIMEOUT = "PG_TIMEOUT";

  private static final List<String> POSTGRES =
      List.of(
          TEMPLATE,
          TEMPLATE_MASTER,
          TEMPLATE_SLAVE,
          RECOVERY_FILE,
          PG_DIR,
          PG_CTL,
          PG_USER,
          PG_TIMEOUT);

  /** As Debian's and the PostgreSQL project's packages name their folders. */
  private static final Pattern VERSION =
      Pattern.compile("/(?:postgresql/|pgsql[/-])([0-9]{1,3})(?:[./]|$)");

  private static final int OLDEST = 11;

  private final OldSettings old;
  private final BiConsumer<String, String> note;
  private final boolean script;

  /**
   * Reads which engine is meant.
   *
   * @param note takes a setting and what became of it
   */
  EngineSections(OldSettings old, BiConsumer<String, String> note) {
    this.old = old;
    this.note = note;
    this.script =
        old.isSet(INIT_MASTER) && old.isSet(INIT_SLAVE) && POSTGRES.stream().noneMatch(old::isSet);
  }

  /** The engine's id. */
  String id() {
    return script ? "script" : "postgres";
  }

  /** Whether the section names files that are templates. */
  boolean hasTemplates() {
    return List.of(TEMPLATE, TEMPLATE_MASTER, TEMPLATE_SLAVE).stream().anyMatch(old::isSet);
  }

  /** The engine's settings. */
  Map<String, Object> section() {
    return script ? scripts() : postgres();
  }

  private Map<String, Object> scripts() {
    Map<String, Object> section = new LinkedHashMap<>();
    program(INIT_MASTER).ifPresent(vector -> section.put("primary", vector));
    program(INIT_SLAVE).ifPresent(vector -> section.put("replica", vector));
    String neverRun =
        "the predecessor never ran it, though its document says so; now it runs and has to start"
            + " the software, so read it first, make it executable, and add script.stop and"
            + " script.check; if you run Postgres, use engine: postgres instead";
    note.accept(INIT_MASTER, neverRun);
    note.accept(INIT_SLAVE, neverRun);
    return section;
  }

  private Optional<List<String>> program(String name) {
    return path(name).map(List::of);
  }

  private Map<String, Object> postgres() {
    Map<String, Object> section = new LinkedHashMap<>();
    path(PG_DIR).ifPresent(path -> section.put("data-directory", path));
    path(PG_CTL)
        .flatMap(this::directoryOfPrograms)
        .ifPresent(path -> section.put("bin-directory", path));
    old.text(PG_USER).ifPresent(user -> section.put("user", user));
    old.seconds(PG_TIMEOUT, 1).ifPresent(time -> section.put("connect-timeout", time));
    path(TEMPLATE_MASTER).ifPresent(path -> section.put("recovery-template-primary", path));
    replicaTemplate().ifPresent(path -> section.put("recovery-template-replica", path));
    path(RECOVERY_FILE).ifPresent(path -> section.put("recovery-filename", path));
    noteDifferences();
    return section;
  }

  /** The document names one template, the source reads another name. */
  private Optional<String> replicaTemplate() {
    Optional<String> documented = path(TEMPLATE);
    Optional<String> read = path(TEMPLATE_SLAVE);
    if (documented.isPresent() && read.isPresent() && !documented.equals(read)) {
      note.accept(TEMPLATE, "is not used, because " + TEMPLATE_SLAVE + " names another file");
    }
    return read.or(() -> documented);
  }

  private Optional<String> directoryOfPrograms(String program) {
    oldVersion(PG_CTL, program);
    int slash = program.lastIndexOf('/');
    if (slash > 0 && program.substring(slash + 1).equals("pg_ctl")) {
      return Optional.of(program.substring(0, slash));
    }
    note.accept(
        PG_CTL,
        "has no equivalent where it is not a pg_ctl in a folder: by default the programs of the"
            + " data's version are found; else set postgres.bin-directory, postgres.start and"
            + " postgres.stop");
    return Optional.empty();
  }

  private void noteDifferences() {
    String unused = "the predecessor never used it; now it is in force as ";
    if (old.isSet(PG_USER)) {
      note.accept(PG_USER, unused + "postgres.user, as whom the server runs");
    }
    if (old.isSet(PG_TIMEOUT)) {
      note.accept(PG_TIMEOUT, unused + "postgres.connect-timeout");
    }
    if (old.isSet(TEMPLATE_MASTER)) {
      note.accept(
          TEMPLATE_MASTER,
          "now it is used once, when a primary founds the cluster from a backup, and not at every"
              + " start of a primary");
    }
    for (String name : List.of(INIT_MASTER, INIT_SLAVE)) {
      if (old.isSet(name)) {
        path(name);
        note.accept(
            name,
            "the predecessor never ran it, though its document says so; where it is wanted, name it"
                + " in hooks, or use engine: script with both scripts");
      }
    }
  }

  /** A path; one that starts nowhere means another file for every folder of work. */
  private Optional<String> path(String name) {
    Optional<String> path = old.text(name);
    path.filter(text -> !text.startsWith("/"))
        .ifPresent(text -> note.accept(name, "is a relative path: write it with its folder"));
    path.ifPresent(text -> oldVersion(name, text));
    return path;
  }

  private void oldVersion(String name, String path) {
    version(path)
        .filter(version -> version < OLDEST)
        .ifPresent(
            version ->
                note.accept(
                    name,
                    "names a version of PostgreSQL before "
                        + OLDEST
                        + ", which is not supported: upgrade first, then correct the path"));
  }

  private static Optional<Integer> version(String path) {
    Matcher matcher = VERSION.matcher(path);
    return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }
}
