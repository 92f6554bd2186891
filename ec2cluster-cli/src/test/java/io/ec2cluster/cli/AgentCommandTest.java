package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.spi.EngineCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentCommandTest {
  private static final int BAD_USAGE = 2;

  private final FakeCore core =
      new FakeCore(
          EngineCatalog.of(
              new BoxModule(), new DatabaseModule("postgres"), new DatabaseModule("redis")));

  @Test
  void looksAfterTheConfiguredEngineAndThoseWithASection() {
    core.engine = Optional.of("postgres");

    assertThat(Console.toFile(core).run("agent")).isZero();

    assertThat(core.lookedAfter).containsExactly("postgres", "box");
  }

  @Test
  void looksAfterTheNamedEngines() {
    assertThat(Console.toFile(core).run("agent", "redis", "redis")).isZero();

    assertThat(core.lookedAfter).containsExactly("redis");
  }

  @Test
  void refusesADryRunAndAnEngineThatIsNotThere() {
    Console console = Console.toFile(core);

    assertThat(console.run("agent", "--dry-run")).isEqualTo(BAD_USAGE);
    assertThat(console.run("agent", "oracle")).isEqualTo(BAD_USAGE);

    assertThat(console.err())
        .contains("'agent' is a service", "no engine 'oracle': there are box, postgres, redis");
    assertThat(core.lookedAfter).isEmpty();
  }

  @Test
  void whatIsWrongInTheSettingsEndsItBeforeAnythingIsDone(@TempDir Path folder) throws IOException {
    assertThat(refusal(folder, ScriptNode.CONFIGURATION + "\nagent: {tasks: {pol check: 1m}}\n"))
        .contains("agent.tasks: there is no task 'pol check'; there is none");
    assertThat(refusal(folder, ScriptNode.CONFIGURATION + "\nagent: {listen: \"0.0.0.0:1\"}\n"))
        .contains("config.yaml:", "agent.listen: found '0.0.0.0:1', which other machines reach");
    assertThat(
            refusal(
                folder,
                ScriptNode.CONFIGURATION
                    + "\nagent: {listen: \"192.0.2.1:8008\", open-to-network: true}\n"))
        .contains("cannot listen at 192.0.2.1:8008", "Expected an address of this machine");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("config.yaml", "i-1.json");
    }
  }

  private static String refusal(Path folder, String configuration) throws IOException {
    Path config = Files.writeString(folder.resolve("config.yaml"), configuration.formatted(folder));
    Path metadata =
        Files.writeString(
            folder.resolve("i-1.json"),
            "{\"instance-id\": \"i-1\", \"local-ipv4\": \"127.0.0.1\"}");
    List<String> words =
        List.of("--config", config.toString(), "--metadata", metadata.toString(), "agent");
    Console console = Console.toFile(Main.core(words, Map.of("EC2CLUSTER_PLUGINS", "")));
    assertThat(console.run(words.toArray(String[]::new))).as(console.err()).isEqualTo(BAD_USAGE);
    return console.err();
  }
}
