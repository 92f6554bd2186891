package io.ec2cluster.internal.config;

import com.google.common.base.Splitter;
import io.ec2cluster.config.ConfigurationScope.Given;
import java.util.List;
import java.util.Map;

/** Puts values from the command line over those of the file. */
public final class Overlay {
  private Overlay() {}

  /** The tree with the values in it, by the paths of their keys. */
  public static Node.Mapping of(Node.Mapping tree, Map<String, Given> given) {
    Node.Mapping result = tree;
    for (Map.Entry<String, Given> value : given.entrySet()) {
      result = with(result, Splitter.on('.').splitToList(value.getKey()), value.getValue());
    }
    return result;
  }

  private static Node.Mapping with(Node.Mapping section, List<String> path, Given given) {
    String key = path.get(0);
    if (path.size() == 1) {
      return section.with(key, new Node.Scalar(given.origin(), given.value(), Node.Style.VERBATIM));
    }
    Node inner =
        section
            .find(key)
            .map(Node.Entry::value)
            .filter(node -> !Node.isNull(node))
            .orElseGet(() -> Node.Mapping.empty(given.origin()));
    // What stands where a section should is left for the binder to report.
    return inner instanceof Node.Mapping mapping
        ? section.with(key, with(mapping, path.subList(1, path.size()), given))
        : section;
  }
}
