package io.ec2cluster.simulation;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Choice;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.PlanItem;
import io.ec2cluster.spi.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Copies of plans whose steps are others, in another order, or missing; in branches too. */
final class EditedPlan {
  private EditedPlan() {}

  /** Every step replaced. */
  static Plan of(Plan plan, UnaryOperator<Step> edit) {
    return ofItems(plan, items -> items.stream().map(item -> edited(item, edit)).toList());
  }

  /** A step put right before another one of its list. */
  static Plan moved(Plan plan, String name, String before) {
    return ofItems(
        plan,
        items -> {
          if (!has(items, name) || !has(items, before)) {
            return items;
          }
          List<PlanItem> moved = new ArrayList<>(items);
          PlanItem item = moved.remove(index(moved, name));
          moved.add(index(moved, before), item);
          return moved;
        });
  }

  /** One more step right before another one. */
  static Plan preceded(Plan plan, String name, Step by) {
    return ofItems(
        plan,
        items -> {
          if (!has(items, name)) {
            return items;
          }
          List<PlanItem> more = new ArrayList<>(items);
          more.add(index(more, name), by);
          return more;
        });
  }

  /** A step left out. */
  static Plan without(Plan plan, String name) {
    return ofItems(
        plan, items -> items.stream().filter(item -> !item.step().name().equals(name)).toList());
  }

  /** A step whose undo, where it has one, is another. */
  static Step withUndo(Step step, UnaryOperator<Action> edit) {
    return new Step(
        step.name(),
        step.description(),
        step.check(),
        step.action(),
        step.undo().map(edit),
        step.deadline());
  }

  private static Plan ofItems(Plan plan, UnaryOperator<List<PlanItem>> edit) {
    List<PlanItem> items =
        plan.items().stream()
            .map(item -> item instanceof Choice c ? inBranches(c, edit) : item)
            .toList();
    return new Plan(edit.apply(items), plan.finalizers());
  }

  private static PlanItem inBranches(Choice choice, UnaryOperator<List<PlanItem>> edit) {
    return new Choice(
        choice.step(),
        choice.chosen(),
        ImmutableMap.copyOf(Maps.transformValues(choice.branches(), plan -> ofItems(plan, edit))));
  }

  private static PlanItem edited(PlanItem item, UnaryOperator<Step> edit) {
    return item instanceof Choice choice
        ? new Choice(edit.apply(choice.step()), choice.chosen(), choice.branches())
        : edit.apply(item.step());
  }

  private static boolean has(List<PlanItem> items, String name) {
    return items.stream().anyMatch(item -> item.step().name().equals(name));
  }

  private static int index(List<PlanItem> items, String name) {
    int index = 0;
    while (!items.get(index).step().name().equals(name)) {
      index++;
    }
    return index;
  }
}
