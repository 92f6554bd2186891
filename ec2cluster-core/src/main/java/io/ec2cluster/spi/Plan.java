package io.ec2cluster.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An immutable list of named steps, made from read-only observation and executed afterwards.
 *
 * @param items in the order in which they run
 * @param finalizers run on every way out (success, failure, interruption), the last one first
 */
public record Plan(List<PlanItem> items, List<Finalizer> finalizers) {
  /** Copies both. */
  public Plan {
    items = List.copyOf(items);
    finalizers = List.copyOf(finalizers);
  }

  /** A plan with nothing to do. */
  public static Plan empty() {
    return new Plan(List.of(), List.of());
  }

  /** Starts a plan. */
  public static Builder builder() {
    return new Builder();
  }

  /** Something to do on every way out. */
  public record Finalizer(String name, Action action) {}

  /** Collects a plan. Not thread-safe. */
  public static final class Builder {
    private final List<PlanItem> items = new ArrayList<>();
    private final List<Finalizer> finalizers = new ArrayList<>();

    private Builder() {}

    /** Adds a step. */
    public Builder step(Step step) {
      items.add(step);
      return this;
    }

    /** Adds steps. */
    public Builder steps(List<Step> steps) {
      items.addAll(steps);
      return this;
    }

    /** Adds a step whose result decides what follows. */
    public Builder choice(Step step, Supplier<String> chosen, Map<String, Plan> branches) {
      items.add(new Choice(step, chosen, branches));
      return this;
    }

    /** Adds another plan: its steps, then its finalizers. */
    public Builder add(Plan other) {
      items.addAll(other.items());
      finalizers.addAll(other.finalizers());
      return this;
    }

    /** Adds something to do on every way out. */
    public Builder finalizer(String name, Action action) {
      finalizers.add(new Finalizer(name, action));
      return this;
    }

    /** The plan. */
    public Plan build() {
      return new Plan(items, finalizers);
    }
  }
}
