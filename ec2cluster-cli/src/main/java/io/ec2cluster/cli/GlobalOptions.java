package io.ec2cluster.cli;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ConfigurationScope.Given;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * What was said before or after the command's name.
 *
 * @param config the configuration file asked for
 * @param metadata the metadata file asked for
 * @param overrides configuration keys that the command line gives, with dots between the sections:
 *     {@code cloud}, {@code aws.region}
 * @param output the form of the result
 * @param dryRun whether only the plan is wanted
 * @param verbose whether more messages are wanted
 */
record GlobalOptions(
    Optional<Path> config,
    Optional<Path> metadata,
    Map<String, Given> overrides,
    OutputForm output,
    boolean dryRun,
    boolean verbose) {
  private static final ImmutableMap<GlobalOption, String> KEYS =
      ImmutableMap.of(
          GlobalOption.CLOUD, "cloud",
          GlobalOption.LOCAL_DIR, "local-dir",
          GlobalOption.CLUSTER, "cluster",
          GlobalOption.REGION, "aws.region",
          GlobalOption.PROFILE, "aws.profile");

  GlobalOptions {
    overrides = ImmutableMap.copyOf(overrides);
  }

  /**
   * Reads them from a parsed command line.
   *
   * @param directory what relative file names are relative to
   */
  static GlobalOptions of(ParseResult root, Path directory) {
    ImmutableMap.Builder<String, Given> overrides = ImmutableMap.builder();
    KEYS.forEach(
        (option, key) ->
            option
                .find(root)
                .ifPresent(value -> overrides.put(key, new Given(value, option.longName()))));
    return new GlobalOptions(
        GlobalOption.CONFIG.find(root).map(directory::resolve),
        GlobalOption.METADATA.find(root).map(directory::resolve),
        overrides.buildOrThrow(),
        GlobalOption.OUTPUT.find(root).map(OutputForm::parse).orElse(OutputForm.TEXT),
        GlobalOption.DRY_RUN.isGiven(root),
        GlobalOption.VERBOSE.isGiven(root));
  }

  /**
   * The options with which another run of this program means the same node, for what starts it
   * later: an init system, for example.
   *
   * @param file the configuration file that was read, however it was found
   */
  List<String> again(Optional<Path> file) {
    List<String> words = new ArrayList<>();
    file.ifPresent(path -> words.addAll(List.of(GlobalOption.CONFIG.longName(), path.toString())));
    metadata.ifPresent(
        path -> words.addAll(List.of(GlobalOption.METADATA.longName(), path.toString())));
    overrides.values().forEach(given -> words.addAll(List.of(given.origin(), given.value())));
    return words;
  }

  /** The form of the result on standard output. */
  enum OutputForm {
    TEXT,
    JSON;

    static OutputForm parse(String text) {
      return switch (text) {
        case "text" -> TEXT;
        case "json" -> JSON;
        default ->
            throw new UsageException(
                "--output " + text + ": there is no such form, expected text or json");
      };
    }
  }
}
