package io.ec2cluster.internal.agent;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes metrics in the text format of OpenMetrics 1.0
 * (https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md). Not
 * thread-safe.
 */
final class OpenMetrics {
  /** The media type. */
  static final String TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  /** Begins a family; its samples follow. */
  OpenMetrics family(String name, String type, Optional<String> unit, String help) {
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    unit.ifPresent(
        word -> text.append("# UNIT ").append(name).append(' ').append(word).append('\n'));
    text.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
    return this;
  }

  OpenMetrics sample(String name, Map<String, String> labels, String value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append(
          new TreeMap<>(labels)
              .entrySet().stream()
                  .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + '"')
                  .collect(Collectors.joining(",", "{", "}")));
    }
    text.append(' ').append(value).append('\n');
    return this;
  }

  /** The whole, with its end. */
  String end() {
    return text + "# EOF\n";
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
