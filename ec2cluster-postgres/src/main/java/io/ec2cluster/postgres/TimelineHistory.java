package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a timeline branched off from those before it: the content of a {@code .history} file.
 *
 * @param timeline the timeline whose history this is
 * @param forks its ancestors, the first one first
 */
record TimelineHistory(int timeline, List<Fork> forks) {
  TimelineHistory {
    forks = List.copyOf(forks);
  }

  /**
   * An ancestor and where it was left.
   *
   * @param timeline the ancestor
   * @param end the position up to which its log is part of the history
   */
  record Fork(int timeline, Lsn end) {}

  /** The history of a first timeline. */
  static TimelineHistory none(int timeline) {
    return new TimelineHistory(timeline, List.of());
  }

  /** Reads the file: lines of timeline, position and reason, comments and blank lines between. */
  static TimelineHistory parse(int timeline, String content) {
    List<Fork> forks = new ArrayList<>();
    for (String line : Splitter.on('\n').trimResults().omitEmptyStrings().split(content)) {
      if (!line.startsWith("#")) {
        List<String> fields =
            Splitter.onPattern("\\s+").omitEmptyStrings().limit(3).splitToList(line);
        forks.add(new Fork(Integer.parseInt(fields.get(0)), Lsn.parse(fields.get(1))));
      }
    }
    return new TimelineHistory(timeline, forks);
  }

  /** Where an ancestor was left; empty if it is none. */
  Optional<Lsn> endOf(int ancestor) {
    return forks.stream().filter(fork -> fork.timeline() == ancestor).map(Fork::end).findFirst();
  }
}
