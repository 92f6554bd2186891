package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginOptionTest {
  private final Path folder;

  PluginOptionTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"engines", "init", "no-such-command", "--no-such-option"})
  void aFolderThatWasAskedForAndIsNotThereIsBadUsageWhateverTheCommand(String command) {
    String none = folder.resolve("none").toString();

    Console option = console(List.of("--plugins", none, command), Map.of());
    Console variable = console(List.of(command), Map.of("EC2CLUSTER_PLUGINS", none));

    assertThat(option.run("--plugins", none, command)).isEqualTo(2);
    assertThat(option.err()).contains(none, "--plugins");
    assertThat(variable.run(command)).isEqualTo(2);
    assertThat(variable.err()).contains(none, "EC2CLUSTER_PLUGINS");
  }

  @Test
  void aPlugInThatIsLeftOutIsShownByEnginesAndToldToWhoAsksForIt() throws Exception {
    Files.writeString(folder.resolve("memcached.jar"), "no jar");
    String[] engines = {"engines", "--plugins=" + folder};
    String[] init = {"--plugins", folder.toString(), "memcached", "init"};
    Console listing = console(List.of(engines), Map.of());
    Console asked = console(List.of(init), Map.of());

    assertThat(listing.run(engines)).isZero();
    assertThat(listing.out()).contains("script");
    assertThat(listing.err()).contains("the plug-in " + folder.resolve("memcached.jar"));
    assertThat(asked.run(init)).isEqualTo(2);
    assertThat(asked.err()).contains("the plug-in " + folder.resolve("memcached.jar"));
  }

  private static Console console(List<String> arguments, Map<String, String> environment) {
    return Console.toFile(Main.core(arguments, environment));
  }
}
