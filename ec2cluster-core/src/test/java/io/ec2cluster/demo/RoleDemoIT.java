package io.ec2cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.UsageException;
import io.ec2cluster.spi.Service;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoleDemoIT {
  private static final List<String> NODES = List.of("i-demo-1", "i-demo-2", "i-demo-3");

  private final Path folder;
  private final ScriptedEngine engine = new ScriptedEngine();
  private final ScriptedProgram program = new ScriptedProgram();
  private List<String> machine = List.of("ec2cluster");
  private final List<String> said = new CopyOnWriteArrayList<>();

  RoleDemoIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void rowsOfThePrimaryAreReadOnTheReplicasAndNothingIsLeft() throws Exception {
    demo(options(false));

    assertThat(said)
        .contains(
            "primary.demo.example.com points at i-demo-2",
            "wrote 1000 rows on i-demo-2",
            "read 1000 rows on i-demo-1",
            "read 1000 rows on i-demo-3")
        .anyMatch(text -> text.contains("primary.demo.example.com. 60 IN A 127.0.0.12"))
        .anyMatch(
            text -> text.matches("(?s).*i-demo-3 +127.0.0.13:\\d+ +replica +1000 +healthy.*"));
    assertThat(engine.stopped).isEqualTo(NODES);
    assertThat(left()).isEmpty();
  }

  @Test
  void configurationOfTheMachineIsNotTheNodes() throws Exception {
    machine = List.of("ec2cluster", "--plugins", "/p", "--config", "/etc/c.yaml", "--cloud", "aws");

    demo(options(false));

    assertThat(program.vectors)
        .isNotEmpty()
        .allSatisfy(
            vector -> {
              assertThat(vector).startsWith("ec2cluster", "--plugins", "/p", "--config");
              assertThat(vector).containsOnlyOnce("--config").doesNotContain("--cloud");
            });
  }

  @Test
  void failedInitEndsTheOthersAndIsReportedWithItsServersLog() {
    program.failing.add("i-demo-3");
    program.waiting.addAll(List.of("i-demo-1", "i-demo-2"));

    Throwable failure = catchThrowable(() -> demo(options(false)));

    assertThat(failure)
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "'ec2cluster init' on i-demo-3 ended with exit code 5: the box cannot be opened\n"
                + "last lines of i-demo-3.log:\nthe box is stuck");
    assertThat(program.interrupted).containsExactlyInAnyOrder("i-demo-1", "i-demo-2");
    assertThat(engine.stopped).isEqualTo(NODES);
    assertThat(left()).isEmpty();
  }

  @Test
  void interruptionEndsEveryNodeAndRemovesEverything() throws Exception {
    program.waiting.addAll(NODES);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    AtomicBoolean flag = new AtomicBoolean();
    Thread thread =
        new Thread(
            () -> {
              failures.add(catchThrowable(() -> demo(options(true))));
              flag.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    program.begun.await();

    thread.interrupt();
    thread.join();

    assertThat(flag).isTrue();
    assertThat(failures).singleElement().isInstanceOf(InterruptedOperationException.class);
    assertThat(failures.get(0)).hasMessageContaining("the servers are stopped and " + folder);
    assertThat(program.interrupted).containsExactlyInAnyOrderElementsOf(NODES);
    assertThat(engine.stopped).isEqualTo(NODES);
    assertThat(left()).isEmpty();
  }

  @Test
  void keptDemoIsRemovedByTheCommandThatItNames() throws Exception {
    demo(options(true));
    Path kept = left().get(0);
    assertThat(engine.stopped).isEmpty();
    assertThat(said)
        .contains("  ec2cluster demo box --stop " + kept)
        .anyMatch(line -> line.matches(" {2}box --at 127\\.0\\.0\\.11:\\d+ 'it'\\\\''s'"));

    demo(stop(kept));

    assertThat(engine.stopped).isEqualTo(NODES);
    assertThat(left()).isEmpty();
  }

  @Test
  void failedDemoIsKeptForALookWhereThatWasAsked() {
    program.failing.add("i-demo-1");

    assertThatThrownBy(() -> demo(options(true))).isInstanceOf(EnvironmentException.class);

    assertThat(left()).hasSize(1);
    assertThat(said).contains("  ec2cluster demo box --stop " + left().get(0));
  }

  @Test
  void serversThatCannotBeStoppedAreSaid() {
    engine.survivor = "i-demo-1";
    program.failing.add("i-demo-1");

    Throwable failure = catchThrowable(() -> demo(options(false)));

    assertThat(failure).hasMessageContaining("the box cannot be opened");
    assertThat(engine.stopped).containsExactly("i-demo-2", "i-demo-3");
    assertThat(said)
        .contains(
            "not everything could be removed: process 7 does not end",
            "  ec2cluster demo box --stop " + left().get(0));
  }

  @Test
  void rowsThatDoNotArriveAreAnError() {
    engine.losesRows = true;

    assertThatThrownBy(() -> demo(options(false)))
        .isInstanceOf(DeadlineException.class)
        .hasMessageContaining("after 60 s i-demo-1 has none of the 1000 rows")
        .hasMessageContaining("the box is stuck");

    assertThat(left()).isEmpty();
  }

  @Test
  void secondPrimaryIsAFault() {
    program.winning.add("i-demo-3");

    assertThatThrownBy(() -> demo(options(false)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected one primary");

    assertThat(left()).isEmpty();
  }

  @Test
  void directoryThatIsNoDemoIsNeverRemoved() throws Exception {
    Path precious = Files.createDirectory(folder.resolve("precious"));
    Files.writeString(precious.resolve("data"), "precious");

    assertThatThrownBy(() -> demo(stop(precious)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("it holds no file 'ec2cluster-demo'");
    assertThatThrownBy(() -> demo(stop(folder.resolve("absent"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no such directory");

    assertThat(precious.resolve("data")).hasContent("precious");
    assertThat(engine.stopped).isEmpty();
  }

  @Test
  void demoOfAnotherEngineIsNotTouched() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("ec2cluster-demo"), "postgres\n");

    assertThatThrownBy(() -> demo(stop(other)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'demo postgres --stop'");

    assertThat(other).isDirectory();
  }

  @Test
  void linksInADemoAreNotFollowedWhenItIsRemoved() throws Exception {
    Path precious = Files.createDirectory(folder.resolve("precious"));
    Files.writeString(precious.resolve("data"), "precious");
    demo(options(true));
    Path kept = left().stream().filter(path -> !path.equals(precious)).findFirst().orElseThrow();
    Files.createSymbolicLink(kept.resolve("link"), precious);

    demo(stop(kept));

    assertThat(precious.resolve("data")).hasContent("precious");
    assertThat(left()).containsExactly(precious);
  }

  private void demo(DemoOptions options) throws InterruptedException {
    Service<DemoOptions> service = RoleDemo.operation(engine);
    FakeOperationContext context =
        FakeOperationContext.builder()
            .commands(program)
            .program(machine)
            .listener(
                new ProgressListener() {
                  @Override
                  public void progress(String step, String message) {
                    said.add(message);
                  }
                })
            .build();
    service.body().run(context, options);
  }

  private DemoOptions options(boolean keep) {
    return new DemoOptions(keep, Optional.empty(), false, Optional.of(folder));
  }

  private static DemoOptions stop(Path directory) {
    return new DemoOptions(false, Optional.of(directory), false, Optional.empty());
  }

  private List<Path> left() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
