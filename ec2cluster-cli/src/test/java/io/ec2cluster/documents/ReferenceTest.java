package io.ec2cluster.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.cli.DocumentedProgram;
import io.ec2cluster.spi.EngineModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/reference.md} says what the code says. */
class ReferenceTest {
  private static final Path WRITTEN = Path.of("target", "reference.md");

  private static final String REMEDY =
      "to replace it: cp ec2cluster-cli/target/reference.md docs/reference.md";

  private final DocumentedProgram program = DocumentedProgram.installed();

  @Test
  void theReferenceIsWhatTheCodeDeclares() throws IOException {
    String text = Reference.of(program);
    Files.createDirectories(WRITTEN.getParent());
    Files.writeString(WRITTEN, text);

    String kept = Document.read("reference.md").text();

    assertThat(text.lines().filter(line -> kept.lines().noneMatch(line::equals)))
        .as("lines that docs/reference.md lacks; " + REMEDY)
        .isEmpty();
    assertThat(kept.equals(text)).as("docs/reference.md is the same; " + REMEDY).isTrue();
  }

  @Test
  void everyEngineOfTheProjectIsInIt() {
    assertThat(program.engines())
        .extracting(EngineModule::id)
        .containsExactly("elb", "etcd", "postgres", "rds", "redis", "script");
  }

  @Test
  void nothingInItIsWithoutAMeaning() {
    assertThat(Reference.of(program)).doesNotContain("|  |\n").doesNotContain("null");
  }
}
