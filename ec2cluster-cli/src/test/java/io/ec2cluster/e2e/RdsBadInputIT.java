package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can lack. */
class RdsBadInputIT {
  @Test
  void missingCredentialsAreToldWithThePlacesForThem(@TempDir Path folder) throws IOException {
    Path clusters = folder.resolve("clusters.json");
    Files.writeString(clusters, "{\"c\": {\"master_node\": {\"instance_id\": \"m1\"}}}");
    Map<String, String> environment =
        Map.of(
            "AWS_REGION", "eu-west-1", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1");
    try (Tool tool = new Tool(folder, environment)) {
      ToolResult result =
          tool.start(List.of("rds", "status", "--clusters", clusters.toString())).await();

      result.expect(5);
      assertThat(result.errors())
          .contains("no credentials")
          .contains("AWS_ACCESS_KEY_ID")
          .contains("--profile");
    }
  }
}
