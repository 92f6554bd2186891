package io.ec2cluster.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract's tests fail for engines that break it: the script engine with one fault each. */
class ContractsFindBadEnginesIT {
  @Test
  void theEngineWithoutAFaultPasses() {
    assertThat(
            run(Sound.class, "askingAndPlanningChangeNothing", Role.class).getTotalFailureCount())
        .isZero();
  }

  @Test
  void anEngineThatWritesWhenItIsAsked() {
    assertThat(failures(WritesWhenAsked.class, "askingAndPlanningChangeNothing", Role.class))
        .isPositive();
  }

  @Test
  void anEngineThatActsAgainThoughItIsSo() {
    assertThat(
            failures(
                ActsAgain.class, "roleIsReachedAndTheSecondTimeThereIsNothingLeftToDo", Role.class))
        .isPositive();
  }

  @Test
  void anEngineThatTellsItsPassword() {
    assertThat(
            failures(
                TellsItsPassword.class,
                "stepsHaveNamesOfTheirOwnAndDescriptionsWithoutSecrets",
                Role.class))
        .isPositive();
  }

  @Test
  void anEngineThatDoesNotStop() {
    assertThat(failures(DoesNotStop.class, "stoppedIsProvenAndCanBeAskedForTwice", Role.class))
        .isPositive();
  }

  @Test
  void anEngineThatSwallowsAnInterruption() {
    assertThat(
            failures(
                SwallowsInterruptions.class,
                "interruptionIsPassedOnAndTheNextRunGoesOn",
                Role.class))
        .isPositive();
  }

  @Test
  void anEngineThatTakesWhatWasBegunForDone() {
    assertThat(failures(TakesBegunForDone.class, "aReplicaIsMadeAlikeWhereverThatIsDisturbed"))
        .isPositive();
  }

  private static long failures(Class<?> contract, String test, Class<?>... parameters) {
    TestExecutionSummary summary = run(contract, test, parameters);
    assertThat(summary.getTestsStartedCount()).as("the test was found").isPositive();
    return summary.getTestsFailedCount();
  }

  private static TestExecutionSummary run(Class<?> contract, String test, Class<?>... parameters) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(contract, test, parameters))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary();
  }

  /** The engine as it is; the others change what it answers. */
  static class Sound extends ScriptEngineContractIT {
    Sound(@TempDir Path folder) throws IOException {
      super(folder);
    }

    /** What the engine's node answers to a call. */
    Object answered(String method, Object answer) {
      return answer;
    }

    /** The step instead of one of the engine's. */
    Step changed(Step step) {
      return step;
    }

    @Override
    protected RoleEngine module() {
      return proxy(
          RoleEngine.class,
          super.module(),
          (method, answer) ->
              answer instanceof EngineNode node
                  ? proxy(EngineNode.class, node, this::changed)
                  : answer);
    }

    private Object changed(String method, Object answer) {
      return answered(
          method,
          answer instanceof List<?> list && list.stream().allMatch(Step.class::isInstance)
              ? list.stream().map(Step.class::cast).map(this::changed).toList()
              : answer);
    }

    void write(String name) {
      try {
        Files.writeString(
            kept().resolve(name), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  static final class WritesWhenAsked extends Sound {
    WritesWhenAsked(@TempDir Path folder) throws IOException {
      super(folder);
    }

    @Override
    Object answered(String method, Object answer) {
      if (method.equals("probe")) {
        write("asked");
      }
      return answer;
    }
  }

  static final class ActsAgain extends Sound {
    ActsAgain(@TempDir Path folder) throws IOException {
      super(folder);
    }

    @Override
    Step changed(Step step) {
      return Step.named(step.name())
          .description(step.description())
          .action(
              running -> {
                write("acts");
                step.action().run(running);
              });
    }
  }

  static final class TellsItsPassword extends Sound {
    TellsItsPassword(@TempDir Path folder) throws IOException {
      super(folder);
    }

    @Override
    protected List<String> secrets() {
      return List.of("hunter2");
    }

    @Override
    Step changed(Step step) {
      return Step.named(step.name())
          .description(step.description() + " with password hunter2")
          .check(step.check())
          .action(step.action());
    }
  }

  static final class DoesNotStop extends Sound {
    DoesNotStop(@TempDir Path folder) throws IOException {
      super(folder);
    }

    @Override
    Object answered(String method, Object answer) {
      return method.equals("stop") ? List.of() : answer;
    }
  }

  static final class SwallowsInterruptions extends Sound {
    SwallowsInterruptions(@TempDir Path folder) throws IOException {
      super(folder);
    }

    @Override
    Step changed(Step step) {
      return Step.named(step.name())
          .description(step.description())
          .check(
              context -> {
                try {
                  return step.check().state(context);
                } catch (InterruptedException | RuntimeException swallowed) {
                  boolean unused = Thread.interrupted();
                  return Check.State.NEEDED;
                }
              })
          .action(
              running -> {
                try {
                  step.action().run(running);
                } catch (InterruptedException | RuntimeException swallowed) {
                  boolean unused = Thread.interrupted();
                  running.note("never mind: " + swallowed.getMessage());
                }
              });
    }
  }

  static final class TakesBegunForDone extends Sound {
    TakesBegunForDone(@TempDir Path folder) throws IOException {
      super(folder);
    }

    @Override
    Step changed(Step step) {
      boolean begun = Files.exists(kept().resolve("begun"));
      return Step.named(step.name())
          .description(step.description())
          .check(context -> begun ? Check.State.DONE : step.check().state(context))
          .action(
              running -> {
                write("begun");
                step.action().run(running);
              });
    }
  }

  /** What comes back instead. */
  @FunctionalInterface
  private interface Answers {
    Object instead(String method, Object answer);
  }

  private static <T> T proxy(Class<T> type, T target, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                answers.instead(method.getName(), call(target, method, arguments))));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getTargetException();
    }
  }
}
