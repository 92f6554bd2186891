package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.StandInInstance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code modify-instance} over the strict stand-in. */
class ModifyInstanceIT {
  private static final String SECTION =
      "{clusters: {c: {master: {instance-id: m1, instance-class: db.t3.micro}, replicas: [{id: s1}]}}}";
  private static final StandInInstance MASTER = StandInInstance.standalone("m1", "db.t3.micro");

  @Test
  void classIsKeptByWhatRunsAtTheSameMinute() {
    try (RdsStage stage = new RdsStage(SECTION)) {
      stage.account().put(MASTER).put(StandInInstance.replica("s1", "m1", "db.t3.micro"));

      Report modified = modify(stage, "m1", "db.m5.large");
      Report sized = stage.create("c");

      assertThat(modified.message()).startsWith("done");
      assertThat(sized.message()).startsWith("already so");
      assertThat(sized.notes()).anyMatch(note -> note.contains("m1 keeps the class db.m5.large"));
      assertThat(stage.account().find("m1").orElseThrow().instanceClass()).isEqualTo("db.m5.large");
    }
  }

  @Test
  void waitEndsWithTheChangeAndNotBeforeItShows() {
    try (RdsStage stage = new RdsStage(SECTION)) {
      stage.account().put(MASTER);

      modify(stage, "m1", "db.m5.large");

      StandInInstance after = stage.account().find("m1").orElseThrow();
      assertThat(after.state()).isEqualTo("available");
      assertThat(after.instanceClass()).isEqualTo("db.m5.large");
    }
  }

  @Test
  void sizingGoesOnToTheClassThatAnInterruptedChangeHadMarked() {
    try (RdsStage stage = new RdsStage(SECTION)) {
      stage
          .account()
          .put(MASTER.withTag("ec2cluster:class", "db.m5.large"))
          .put(StandInInstance.replica("s1", "m1", "db.t3.micro"));

      stage.create("c");

      assertThat(stage.account().find("m1").orElseThrow().instanceClass()).isEqualTo("db.m5.large");
    }
  }

  @Test
  void asConfiguredGoesBack() {
    try (RdsStage stage = new RdsStage(SECTION)) {
      stage.account().put(MASTER);
      modify(stage, "M1", "db.m5.large");

      Report back =
          stage.run("modify-instance", Map.of("id", List.of("m1"), "as-configured", List.of()));

      assertThat(back.message()).startsWith("done");
      StandInInstance after = stage.account().find("m1").orElseThrow();
      assertThat(after.instanceClass()).isEqualTo("db.t3.micro");
      assertThat(after.tags()).doesNotContainKey("ec2cluster:class");
    }
  }

  @Test
  void anyInstanceCanBeGivenAnotherClassWithoutAConfiguration() {
    try (RdsStage stage = new RdsStage("{}")) {
      stage.account().put(MASTER);

      assertThat(modify(stage, "m1", "db.m5.large").message()).startsWith("done");
      assertThat(modify(stage, "nobody", "db.m5.large").outcome()).isEqualTo(Outcome.BAD_USAGE);
    }
  }

  private static Report modify(RdsStage stage, String id, String instanceClass) {
    return stage.run(
        "modify-instance", Map.of("id", List.of(id), "instance-class", List.of(instanceClass)));
  }
}
