package io.ec2cluster.postgres;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recovery settings as {@code recovery.conf} names them, before they are put into the form of a
 * version.
 *
 * @param settings the settings in their order
 * @param notes what a person should know of them
 */
record Recovery(Map<String, String> settings, List<String> notes) {
  private static final String STANDBY_MODE = "standby_mode";
  private static final String TRIGGER_FILE = "trigger_file";
  private static final String PAUSE = "pause_at_recovery_target";
  private static final String ACTION = "recovery_target_action";
  private static final int LAST_WITH_TRIGGER_FILE = 15;

  Recovery {
    settings = ImmutableMap.copyOf(settings);
    notes = List.copyOf(notes);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  Recovery with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(settings);
    changed.put(name, value);
    return new Recovery(changed, notes);
  }

  /** Whether it makes a standby: one that goes on asking for more at the end of the log. */
  boolean isStandby() {
    return find(STANDBY_MODE).map(RecoveryTemplate::isOn).orElse(false);
  }

  /**
   * In the words of a version: {@code pause_at_recovery_target} became {@code
   * recovery_target_action} in 9.5, {@code standby_mode} became standby.signal and {@code
   * trigger_file} {@code promote_trigger_file} in 12, which is gone from 16 on (release notes).
   */
  Recovery inTheWordsOf(int version) {
    Map<String, String> translated = new LinkedHashMap<>(settings);
    List<String> remarks = new ArrayList<>(notes);
    String pause = translated.remove(PAUSE);
    if (pause != null) {
      translated.putIfAbsent(ACTION, RecoveryTemplate.isOn(pause) ? "pause" : "promote");
    }
    if (version >= PostgresLayout.STANDBY_SIGNAL) {
      translated.remove(STANDBY_MODE);
      String trigger = translated.remove(TRIGGER_FILE);
      if (trigger != null && version <= LAST_WITH_TRIGGER_FILE) {
        translated.put("promote_trigger_file", trigger);
      } else if (trigger != null) {
        remarks.add(
            "the recovery template names the trigger file "
                + trigger
                + ": PostgreSQL "
                + version
                + " knows none, and it was left out; promote with 'ec2cluster promote'");
      }
    }
    return new Recovery(translated, remarks);
  }

  /** The lines of a settings file. */
  String lines() {
    StringBuilder text = new StringBuilder();
    settings.forEach((name, value) -> text.append(ConfFile.line(name, value)));
    return text.toString();
  }

  /** Never shows the values: {@code primary_conninfo} may hold a password. */
  @Override
  public String toString() {
    return "Recovery" + settings.keySet();
  }
}
