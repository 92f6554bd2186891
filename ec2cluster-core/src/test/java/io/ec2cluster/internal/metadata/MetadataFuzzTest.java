package io.ec2cluster.internal.metadata;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.metadata.MetadataFile;
import io.ec2cluster.testing.contract.Fuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Metadata files and user data that are almost right. */
@Timeout(300)
class MetadataFuzzTest {
  @Test
  void files(@TempDir Path folder) {
    Path file = folder.resolve("metadata.json");
    Fuzz.check(
        List.of(
            """
            {
              // of this node
              "instance-id": "i-0123456789abcdef0", "local-ipv4": "10.0.0.1",
              "placement": {"availability-zone": "eu-west-1a", "region": "eu-west-1"},
              "tags": {"Name": "db-1", "cluster": "maindb", "n": 7, "none": null},
              "user-data": {"cluster": "maindb", "postgres": {"port": 5432}}
            }
            """,
            "{\"instance-id\": \"i-1\", \"user-data\": \"#cloud-config\\n\"}"),
        Ec2ClusterException.class,
        text -> {
          Files.write(file, text.getBytes(StandardCharsets.UTF_8));
          MetadataFile.of(file).read();
        });
  }

  @Test
  void userData() {
    Fuzz.check(
        List.of(
            "{\"cluster\": \"maindb\", \"engine\": \"postgres\", \"postgres\": {\"port\": 5432, \"x\": [1, null, true]}}",
            "{}"),
        Ec2ClusterException.class,
        text -> UserData.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
