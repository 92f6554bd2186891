package io.ec2cluster.elb.balancer;

import io.ec2cluster.config.ConfigurationProblem;
import java.util.Collection;
import java.util.List;

/**
 * The names that there are, for a message to somebody who gave another one.
 *
 * @param names all of them
 */
public record KnownNames(List<String> names) {
  private static final int SHOWN = 10;

  /** Copies, in order. */
  public KnownNames {
    names = names.stream().distinct().sorted().toList();
  }

  /** In any order. */
  public static KnownNames of(Collection<String> names) {
    return new KnownNames(List.copyOf(names));
  }

  /**
   * The end of a sentence: ten of them at most, and the nearest to what was typed if one is near.
   */
  public String behind(String typed) {
    String meant =
        ConfigurationProblem.of("", "", "")
            .suggesting(typed, names)
            .suggestion()
            .map(name -> "; did you mean '" + name + "'?")
            .orElse("");
    return listed() + meant;
  }

  private String listed() {
    if (names.isEmpty()) {
      return "there is none at all";
    }
    List<String> shown = names.subList(0, Math.min(SHOWN, names.size()));
    int more = names.size() - shown.size();
    return "there are: " + String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
  }
}
