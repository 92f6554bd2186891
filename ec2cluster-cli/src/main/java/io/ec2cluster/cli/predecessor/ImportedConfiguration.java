package io.ec2cluster.cli.predecessor;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.ConfigurationText;
import io.ec2cluster.config.PythonSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration made of the predecessor's settings. Immutable.
 *
 * @param file the file that was read
 * @param values the configuration's keys
 * @param notes what has no equivalent, and what is not quite the same
 */
public record ImportedConfiguration(String file, Map<String, ?> values, List<Note> notes) {
  /** The predecessor wrote this into root's crontab, without a setting. */
  private static final List<String> BACKUP =
      List.of(
          "",
          "The predecessor also put a backup into root's crontab on the primary. Remove that entry",
          "everywhere; where the backup is wanted, this job follows the primary:",
          "schedule:",
          "  - name: backup",
          "    calendar: \"0 */8 * * *\"",
          "    command: [snaptastic, make-snapshots, postgresql]",
          "    user: root");

  /** Copies the collections. */
  public ImportedConfiguration {
    values = ImmutableMap.copyOf(values);
    notes = List.copyOf(notes);
  }

  /**
   * Translates the settings.
   *
   * @throws io.ec2cluster.config.ConfigurationException with every setting whose value cannot be
   *     what it should
   */
  public static ImportedConfiguration of(PythonSettings settings) {
    return new Translation(settings).translate();
  }

  /** The configuration as YAML; the notes are comments before it. */
  public String yaml() {
    List<String> comments = new ArrayList<>();
    comments.add("Made by 'ec2cluster config import' of " + file);
    comments.add("Before it is used, switch the predecessor off on every node: docs/migration.md");
    if (!notes.isEmpty()) {
      comments.add("");
      notes.forEach(note -> comments.add("- " + note));
    }
    if (values.containsKey("postgres")) {
      comments.addAll(BACKUP);
    }
    comments.add("");
    return ConfigurationText.yaml(comments, values);
  }
}
