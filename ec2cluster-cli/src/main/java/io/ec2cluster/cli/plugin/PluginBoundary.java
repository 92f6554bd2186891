package io.ec2cluster.cli.plugin;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.spi.Action;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Choice;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.PlanItem;
import io.ec2cluster.spi.Query;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Service;
import io.ec2cluster.spi.Step;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Where ec2cluster calls a plug-in: the plug-in's loader is the context class loader while its code
 * runs, that of the steps and operations that it has handed out included. A class that is missing
 * after all is told as what it is, the plug-in's fault.
 *
 * <p>Dynamic proxies, so that a method which the interfaces gain later cannot be forgotten; and
 * only canonical constructors of the records, which the compiler counts.
 */
final class PluginBoundary {
  private final PluginClassLoader loader;

  PluginBoundary(PluginClassLoader loader) {
    this.loader = loader;
  }

  EngineModule around(EngineModule module) {
    return module instanceof RoleEngine engine
        ? proxy(RoleEngine.class, engine)
        : proxy(EngineModule.class, module);
  }

  private <T> T proxy(Class<T> type, T target) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> around(call(target, method, arguments)));
    return type.cast(proxy);
  }

  private Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return loader.call(() -> method.invoke(target, arguments));
    } catch (InvocationTargetException thrown) {
      throw thrown.getTargetException() instanceof LinkageError missing
          ? incomplete(missing)
          : thrown.getTargetException();
    }
  }

  private Object around(Object result) {
    if (result instanceof EngineNode node) {
      return proxy(EngineNode.class, node);
    }
    if (result instanceof List<?> list) {
      return list.stream().map(this::around).toList();
    }
    if (result instanceof Step step) {
      return around(step);
    }
    if (result instanceof Inspection inspection) {
      return new Inspection(
          inspection.subject(), inspection.fix(), () -> run(() -> inspection.look().look()));
    }
    return result instanceof Operation<?> operation ? around(operation) : result;
  }

  private Operation<?> around(Operation<?> operation) {
    if (operation instanceof Change<?> change) {
      return around(change);
    }
    if (operation instanceof Query<?> query) {
      return around(query);
    }
    return around((Service<?>) operation);
  }

  private <O extends Record> Operation<O> around(Change<O> change) {
    return new Change<>(
        change.id(),
        change.summary(),
        change.options(),
        (context, options) -> around(run(() -> change.planner().plan(context, options))),
        options -> run(() -> change.patience().apply(options)));
  }

  private <O extends Record> Operation<O> around(Query<O> query) {
    return new Query<>(
        query.id(),
        query.summary(),
        query.options(),
        (context, options) -> run(() -> query.question().answer(context, options)));
  }

  private <O extends Record> Operation<O> around(Service<O> service) {
    return new Service<>(
        service.id(),
        service.summary(),
        service.options(),
        (context, options) ->
            run(
                () -> {
                  service.body().run(context, options);
                  return service;
                }));
  }

  private Plan around(Plan plan) {
    return new Plan(
        plan.items().stream().map(this::around).toList(),
        plan.finalizers().stream()
            .map(last -> new Plan.Finalizer(last.name(), around(last.action())))
            .toList());
  }

  private PlanItem around(PlanItem item) {
    if (!(item instanceof Choice choice)) {
      return around(item.step());
    }
    ImmutableMap.Builder<String, Plan> branches = ImmutableMap.builder();
    choice.branches().forEach((label, branch) -> branches.put(label, around(branch)));
    return new Choice(
        around(choice.step()), () -> run(() -> choice.chosen().get()), branches.buildOrThrow());
  }

  private Step around(Step step) {
    Check check = context -> run(() -> step.check().state(context));
    return new Step(
        step.name(),
        step.description(),
        check,
        around(step.action()),
        step.undo().map(this::around),
        step.deadline());
  }

  private Action around(Action action) {
    return context ->
        run(
            () -> {
              action.run(context);
              return context;
            });
  }

  private <T, E extends Exception> T run(PluginClassLoader.Code<T, E> code) throws E {
    try {
      return loader.call(code);
    } catch (LinkageError missing) {
      throw incomplete(missing);
    }
  }

  private EnvironmentException incomplete(LinkageError missing) {
    return new EnvironmentException(
        "the plug-in "
            + loader.place()
            + " needs something that is not there: "
            + missing
            + ". Put the jar that has it beside the plug-in's own",
        missing);
  }
}
