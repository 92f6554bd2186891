package io.ec2cluster.spi;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A step whose result decides what follows; {@code --dry-run} shows every branch.
 *
 * @param step the step that decides
 * @param chosen the label of the branch, asked after the step has run
 * @param branches the branches by label, in the order in which they are shown
 */
public record Choice(Step step, Supplier<String> chosen, Map<String, Plan> branches)
    implements PlanItem {
  /** Copies the branches. */
  public Choice {
    branches = ImmutableMap.copyOf(branches);
  }
}
