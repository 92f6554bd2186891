package io.ec2cluster.rds;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.config.NamedSections;
import io.ec2cluster.testing.contract.Fuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of clusters, the predecessor's too, that are almost right. */
@Timeout(300)
class ClustersFileFuzzTest {
  @Test
  void files(@TempDir Path folder) {
    Path file = folder.resolve("clusters.json");
    Fuzz.check(
        List.of(
            """
            {
              // the first one
              "cluster1": {
                "master": {"instance-id": "cluster1m01", "instance-class": "db.r6g.large"},
                "replicas": [
                  {"id": "cluster1s01", "instance-class": "db.r6g.large", "zone": "eu-west-1a", "tags": {"team": "data"}},
                  {"id": "cluster1s02"}
                ],
                "keep-at-least": 1
              }
            }
            """),
        Ec2ClusterException.class,
        text -> {
          Files.write(file, text.getBytes(StandardCharsets.UTF_8));
          NamedSections.read(file, "--clusters", RdsClusterSettings.class);
        });
  }
}
