package io.ec2cluster.internal.node;

import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.aws.ImdsMetadata;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.local.LocalCloud;
import io.ec2cluster.metadata.MetadataSource;
import io.ec2cluster.spi.Cloud;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens the back end that the settings name. */
public final class BackEnds {
  private BackEnds() {}

  /** Opens it; asks nothing yet. */
  public static Cloud open(
      ClusterSettings settings,
      Optional<MetadataSource> metadata,
      Map<String, String> environment,
      Surroundings surroundings) {
    return switch (settings.cloud()) {
      case AWS -> aws(settings, metadata, environment, surroundings);
      case LOCAL -> local(settings, metadata, environment, surroundings.time());
    };
  }

  private static Cloud aws(
      ClusterSettings settings,
      Optional<MetadataSource> metadata,
      Map<String, String> environment,
      Surroundings surroundings) {
    // Not before it is asked: what needs no metadata runs where the service must not be asked.
    MetadataSource source = metadata.orElse(() -> ImdsMetadata.of(environment).read());
    AwsCloud cloud =
        AwsCloud.builder(settings)
            .environment(environment)
            .metadata(new RememberedMetadata(source))
            .time(surroundings.time())
            .random(surroundings.random())
            .listener(surroundings.listener())
            .build();
    cloud.warmUp();
    return cloud;
  }

  private static Cloud local(
      ClusterSettings settings,
      Optional<MetadataSource> metadata,
      Map<String, String> environment,
      Time time) {
    Path directory =
        settings
            .localDir()
            .orElseThrow(
                () ->
                    new UsageException(
                        "cloud is local, and no directory is given: expected local-dir in the configuration, or"
                            + " --local-dir"));
    LocalCloud.Builder builder =
        LocalCloud.at(directory).names(settings.dns()).environment(environment).time(time);
    metadata.ifPresent(source -> builder.metadata(new RememberedMetadata(source)));
    return builder.build();
  }
}
