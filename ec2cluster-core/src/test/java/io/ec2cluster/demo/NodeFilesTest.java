package io.ec2cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.config.Setting;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.metadata.MetadataFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFilesTest {
  private final DemoNode node = new DemoNode("i-demo-1", "127.0.0.11", 4711, Path.of("/demo/1"));

  record Box(
      @Setting("texts") List<String> words,
      @Setting("a map") Map<String, String> more,
      @Setting("a number") int port,
      @Setting("a flag") boolean open) {}

  @Test
  void configurationIsReadBackAsItWasMeant() {
    List<String> words = List.of("no", "0x1F", "~", "a: b # c", "ü'\"", "", "{{x}}", "12:30:45");
    Map<String, Object> section =
        Map.of("words", words, "more", Map.of("fsync", "off"), "port", 4711, "open", true);

    String text = NodeFiles.configuration("box", Path.of("/demo/o'clock #1"), section);

    Configuration read =
        Configuration.parse(
            "demo.yaml", text, ConfigurationScope.of(Map.of(), Map.of("box", Box.class)));
    assertThat(read.section("box", Box.class))
        .isEqualTo(new Box(words, Map.of("fsync", "off"), 4711, true));
    assertThat(read.cluster().cloud()).isEqualTo(ClusterSettings.CloudKind.LOCAL);
    assertThat(read.cluster().localDir()).contains(Path.of("/demo/o'clock #1"));
    assertThat(read.cluster().engine()).contains("box");
  }

  @Test
  void metadataFileTellsWhoTheNodeIs(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("metadata.json");
    Files.writeString(file, NodeFiles.metadata(node));

    InstanceMetadata metadata = MetadataFile.of(file).read();

    assertThat(metadata.instanceId()).isEqualTo("i-demo-1");
    assertThat(metadata.localIpv4()).contains("127.0.0.11");
  }
}
