package io.ec2cluster.config;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a configuration is read against. Immutable.
 *
 * @param environment the environment variables
 * @param sections the settings record of each module, by its id
 * @param given values from the command line, by the key that they replace ({@code aws.region})
 * @param standardFile the file that is read where none is named
 */
public record ConfigurationScope(
    Map<String, String> environment,
    Map<String, Class<? extends Record>> sections,
    Map<String, Given> given,
    Path standardFile) {
  /** The variable that names the file. */
  public static final String FILE_VARIABLE = "EC2CLUSTER_CONFIG";

  private static final Path STANDARD_FILE = Path.of("/etc/ec2cluster/config.yaml");

  /** Copies the maps and keeps their order. */
  public ConfigurationScope {
    environment = ImmutableMap.copyOf(environment);
    sections = ImmutableMap.copyOf(sections);
    given = ImmutableMap.copyOf(given);
  }

  /** Nothing from the command line, and {@code /etc/ec2cluster/config.yaml} as the standard. */
  public static ConfigurationScope of(
      Map<String, String> environment, Map<String, Class<? extends Record>> sections) {
    return new ConfigurationScope(environment, sections, Map.of(), STANDARD_FILE);
  }

  /** The same with values from the command line. */
  public ConfigurationScope withGiven(Map<String, Given> values) {
    return new ConfigurationScope(environment, sections, values, standardFile);
  }

  /** The same with another standard file. */
  public ConfigurationScope withStandardFile(Path file) {
    return new ConfigurationScope(environment, sections, given, file);
  }

  /**
   * A value from the command line.
   *
   * @param value the value, as it would stand in the file
   * @param origin the option that gave it, for example {@code --cluster}
   */
  public record Given(String value, String origin) {}
}
