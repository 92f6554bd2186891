package io.ec2cluster.internal.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.role.HandoverOptions;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseReport;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.PromoteOptions;
import io.ec2cluster.role.RejoinOptions;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.contract.StepDeaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Promotions, handovers and returns end alike wherever they are disturbed. */
class RoleStepDeathsTest {
  private static final HandoverOptions TO_SECOND =
      new HandoverOptions(Optional.of("i-2"), Duration.ofMinutes(1), false);

  private final Path state;

  RoleStepDeathsTest(@TempDir Path state) {
    this.state = state;
  }

  @TestFactory
  Stream<DynamicTest> aPromotionEndsAlike() throws InterruptedException {
    return StepDeaths.of(
        () -> {
          Scene scene = new Scene(2, "promote", PromoteOptions.plain());
          scene.firstIsGone();
          return scene;
        });
  }

  @TestFactory
  Stream<DynamicTest> aHandoverThatIsTakenUpEndsAlike() throws InterruptedException {
    return StepDeaths.of(
        () -> {
          Scene scene = new Scene(1, "handover", TO_SECOND);
          scene.secondTakesEveryOffer();
          return scene;
        });
  }

  @TestFactory
  Stream<DynamicTest> aHandoverThatIsTakenBackEndsAlike() throws InterruptedException {
    return StepDeaths.of(() -> new Scene(1, "handover", TO_SECOND), Outcome.NOT_REACHED);
  }

  @TestFactory
  Stream<DynamicTest> aReturnEndsAlike() throws InterruptedException {
    return StepDeaths.of(
        () -> {
          Scene scene = new Scene(1, "rejoin", new RejoinOptions(false, false));
          scene.firstIsGone();
          scene.run(2, "promote", PromoteOptions.plain());
          return scene;
        });
  }

  /** An operation of one node of three. */
  private final class Scene implements StepDeaths.Scene {
    private final List<ClusterNode> nodes = new ArrayList<>();
    private final FakeTime time = new FakeTime();
    private final int number;
    private final String operation;
    private final Record options;
    private FakeOperationContext context;

    Scene(int number, String operation, Record options) {
      FakeHostedZone zone = FakeHostedZone.of("example.com");
      for (int index = 1; index <= 3; index++) {
        nodes.add(new ClusterNode(index, zone, time, directory()));
        run(index, "init", InitOptions.defaults());
      }
      nodes.forEach(this::knowsTheOthers);
      this.number = number;
      this.operation = operation;
      this.options = options;
      this.context = node(number).context();
    }

    private void knowsTheOthers(ClusterNode one) {
      for (int index = 1; index <= 3; index++) {
        one.engine.answering.put("i-" + index, node(index).engine);
      }
    }

    private ClusterNode node(int index) {
      return nodes.get(index - 1);
    }

    void firstIsGone() {
      node(1).engine.running = Optional.empty();
      nodes.forEach(other -> other.cloud.life("i-1", OwnerLife.DEAD));
    }

    /** A person, or another run of the tool, on the second node: again and again. */
    void secondTakesEveryOffer() {
      time.after(
          Duration.ofSeconds(2),
          () -> {
            if (node(2).record().state().equals(Optional.of("handover"))) {
              run(2, "promote", PromoteOptions.plain());
            }
            secondTakesEveryOffer();
          });
    }

    Report run(int index, String other, Record otherOptions) {
      try {
        return node(index).run(other, otherOptions);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Plan plan() throws InterruptedException {
      context = node(number).context();
      return node(number).plan(context, operation, options);
    }

    @Override
    public Report run(Plan plan) {
      return context.run(plan);
    }

    @Override
    public Object state() {
      LeaseReport record = node(1).record();
      List<Object> all = new ArrayList<>();
      // Not the epoch: what was given back and taken again counts on.
      all.add(record.state());
      all.add(record.owner());
      all.add(record.primaryTargets());
      all.add(node(1).pool().stream().sorted().toList());
      for (ClusterNode one : nodes) {
        all.add(one.engine.running);
        all.add(one.engine.data);
      }
      assertThat(nodes.stream().filter(one -> runsAsPrimary(one)).count()).isLessThanOrEqualTo(1);
      return all;
    }

    private boolean runsAsPrimary(ClusterNode one) {
      return one.engine.running.equals(Optional.of(Role.PRIMARY));
    }

    private Path directory() {
      try {
        return Files.createTempDirectory(state, "node");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
