package io.ec2cluster.internal.config;

import com.google.common.base.Ascii;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that a mistyped one was probably meant to be. */
public final class NearestName {
  private static final int LONGEST = 64;
  private static final int MOST_EDITS = 3;

  private NearestName() {}

  /**
   * The known name with the fewest edits (insertions, deletions, replacements, swaps of
   * neighbours), where they are few for the length: one in three characters, three at most.
   */
  public static Optional<String> find(String typed, Collection<String> known) {
    if (typed.length() > LONGEST) {
      return Optional.empty();
    }
    String plain = plain(typed);
    int limit = Math.max(1, Math.min(MOST_EDITS, plain.length() / 3));
    return known.stream()
        .filter(name -> distance(plain, plain(name)) <= limit)
        .min(
            Comparator.<String>comparingInt(name -> distance(plain, plain(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Case and {@code _} for {@code -} are no edits: they are habits of other tools. */
  private static String plain(String name) {
    return Ascii.toLowerCase(name).replace('_', '-');
  }

  /** The optimal string alignment distance. */
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int cheapest(int[][] edits, String a, String b, int i, int j) {
    int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
  }
}
