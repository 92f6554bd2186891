package io.ec2cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ClusterSettings.CloudKind;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Query;
import io.ec2cluster.spi.Service;
import io.ec2cluster.spi.Step;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeHostedZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where what an operation notes becomes visible. */
class NotesTest {
  private final List<String> heard = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();

  @Test
  void notesOfChangeStandInItsReport() {
    try (Ec2Cluster cluster = cluster(new NotingModule())) {
      Report report = cluster.run("noting", "change", new NoSettings(), false);

      assertThat(report.notes()).containsExactly("while planning", "in a step");
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void notesOfServiceAndOfItsPlansAreToldAsTheyCome() {
    try (Ec2Cluster cluster = cluster(new NotingModule())) {
      cluster.serve("noting", "service", new NoSettings());

      assertThat(heard).containsExactly("service: note: while serving", "service: note: in a step");
      assertThat(reports)
          .singleElement()
          .satisfies(report -> assertThat(report.notes()).containsExactly("in a step"));
    }
  }

  @Test
  void notesOfQueryAreToldAsTheyCome() {
    try (Ec2Cluster cluster = cluster(new NotingModule())) {
      cluster.ask("noting", "query", new NoSettings());

      assertThat(heard).containsExactly("query: note: while asking");
    }
  }

  @Test
  void listenerThatFailsStopsNoService() {
    Ec2Cluster.Builder builder =
        builder(new NotingModule())
            .listener(
                new ProgressListener() {
                  @Override
                  public void progress(String step, String message) {
                    throw new IllegalStateException("the terminal is closed");
                  }
                });
    try (Ec2Cluster cluster = builder.build()) {
      cluster.serve("noting", "service", new NoSettings());

      assertThat(reports).hasSize(1);
    }
  }

  private Ec2Cluster cluster(EngineModule module) {
    return builder(module)
        .listener(
            new ProgressListener() {
              @Override
              public void progress(String step, String message) {
                heard.add(step + ": " + message);
              }
            })
        .build();
  }

  private static Ec2Cluster.Builder builder(EngineModule module) {
    ClusterSettings.Dns dns = ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty());
    return Ec2Cluster.builder()
        .catalog(EngineCatalog.of(module))
        .settings(ClusterSettings.of("maindb", CloudKind.LOCAL, Optional.empty(), dns))
        .cloud(
            new FakeCloud(
                InstanceMetadata.of(Map.of("instance-id", "i-1")),
                new FakeHostedZone(DnsName.of("example.com"))))
        .environment(Map.of());
  }

  private static Plan plan() {
    return Plan.builder()
        .step(Step.named("step").description("note").action(step -> step.note("in a step")))
        .build();
  }

  private final class NotingModule implements EngineModule {
    @Override
    public String id() {
      return "noting";
    }

    @Override
    public String summary() {
      return "notes";
    }

    @Override
    public List<Operation<?>> operations() {
      return List.of(
          new Change<>("change", "plan", NoSettings.class, (context, options) -> planned(context)),
          new Query<>("query", "ask", NoSettings.class, (context, options) -> answer(context)),
          new Service<>(
              "service", "serve", NoSettings.class, (context, options) -> serve(context)));
    }

    private Plan planned(OperationContext context) {
      context.progress().note("while planning");
      return plan();
    }

    private Query.Answer answer(OperationContext context) {
      context.progress().note("while asking");
      return new Query.Answer(new NoSettings(), "", 0);
    }

    private void serve(OperationContext context) throws InterruptedException {
      context.progress().note("while serving");
      reports.add(context.run(plan()));
    }
  }
}
