package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ClusterSettings.Coordination;
import io.ec2cluster.config.ClusterSettings.CoordinationProvider;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.coordination.RecordKey;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.testing.standin.TestSettings;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** {@code coordination create}, as an engine that coordinates has it, over DynamoDB Local. */
class CoordinationCreateIT {
  private static final DynamoDbLocal DYNAMO_DB = DynamoDbLocal.start();
  private static final RecordKey KEY = RecordKey.of("some", "record");

  @AfterAll
  static void stop() {
    DYNAMO_DB.close();
  }

  @Test
  void tableIsMadeOnceAndADryRunMakesNone() {
    Coordination settings = new Coordination(Optional.empty(), "made-here", Optional.empty());

    Report dry = create(settings, true);
    assertThat(dry.outcome()).isEqualTo(Outcome.DONE);
    assertThat(DYNAMO_DB.table("made-here").isReady()).isFalse();
    Report made = create(settings, false);
    Report again = create(settings, false);

    assertThat(made.message()).startsWith("done");
    assertThat(again.message()).startsWith("already so");
    assertThat(DYNAMO_DB.table("made-here").read(KEY)).isEmpty();
  }

  @Test
  void withTxtRecordsThereIsNoTable() {
    Report report =
        create(
            new Coordination(
                Optional.of(CoordinationProvider.ROUTE53),
                "not-made",
                Optional.of("_ec2cluster.example.com")),
            false);

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(DYNAMO_DB.table("not-made").isReady()).isFalse();
  }

  private static Report create(Coordination coordination, boolean dryRun) {
    ClusterSettings settings = TestSettings.onAws().with(coordination);
    try (Ec2Cluster cluster =
        Ec2Cluster.builder()
            .catalog(EngineCatalog.of(new Coordinating()))
            .settings(settings)
            .environment(DYNAMO_DB.environment())
            .build()) {
      return cluster.run("coordinating", "coordination create", new NoSettings(), dryRun);
    }
  }

  private static final class Coordinating implements EngineModule {
    @Override
    public String id() {
      return "coordinating";
    }

    @Override
    public String summary() {
      return "an engine that coordinates";
    }

    @Override
    public boolean coordinates() {
      return true;
    }
  }
}
