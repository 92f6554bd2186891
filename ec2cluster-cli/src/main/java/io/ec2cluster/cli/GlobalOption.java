package io.ec2cluster.cli;

import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that every command takes, before or after its name. */
enum GlobalOption {
  CONFIG("FILE", "configuration; else EC2CLUSTER_CONFIG, else /etc/ec2cluster/config.yaml"),
  CLOUD("aws|local", "back end, instead of the configuration's 'cloud'"),
  LOCAL_DIR("DIR", "directory of the local back end"),
  METADATA("FILE", "instance metadata as JSON; else EC2CLUSTER_METADATA, else asked of EC2"),
  CLUSTER("NAME", "cluster; else from configuration, user data or instance tag"),
  REGION("REGION", "AWS region"),
  PROFILE("PROFILE", "profile of the shared AWS configuration"),
  PLUGINS("DIR", "folder of plug-ins; else EC2CLUSTER_PLUGINS, else /etc/ec2cluster/plugins"),
  OUTPUT("text|json", "form of the result on standard output (default: text)"),
  DRY_RUN("", "show the plan and change nothing"),
  VERBOSE("", "more messages, and stack traces of internal errors");

  private final String paramLabel;
  private final String description;

  GlobalOption(String paramLabel, String description) {
    this.paramLabel = paramLabel;
    this.description = description;
  }

  /** Its long name, {@code --dry-run}. */
  String longName() {
    return "--" + KebabCase.of(this);
  }

  /** All its names; {@code --debug} is how the predecessor elb_quorum said it. */
  String[] names() {
    return this == VERBOSE
        ? new String[] {"-v", longName(), "-d", "--debug"}
        : new String[] {longName()};
  }

  /** Its value, wherever on the command line it was given; the last one counts. */
  Optional<String> find(ParseResult root) {
    return given(root).reduce((first, second) -> second).map(option -> option.getValue());
  }

  /** Whether a flag was given. */
  boolean isGiven(ParseResult root) {
    return given(root).findAny().isPresent();
  }

  /** Adds all of them to the root, where the help shows them. */
  static void addTo(CommandSpec root) {
    for (GlobalOption option : values()) {
      root.addOption(option.spec().build());
    }
  }

  /**
   * Adds all of them to a command; its help shows the common ones. An operation's own option of the
   * same name goes before.
   */
  static void addQuietlyTo(CommandSpec command) {
    for (GlobalOption option : values()) {
      if (!command.optionsMap().containsKey(option.longName())) {
        command.addOption(option.spec().hidden(!option.isCommon()).build());
      }
    }
  }

  private boolean isCommon() {
    return this == DRY_RUN || this == OUTPUT || this == VERBOSE;
  }

  private OptionSpec.Builder spec() {
    OptionSpec.Builder builder =
        OptionSpec.builder(names()).description(description).userObject(this);
    if (paramLabel.isEmpty()) {
      return builder.type(boolean.class).arity("0");
    }
    return builder.type(String.class).arity("1").paramLabel(paramLabel);
  }

  /** Told apart by the user object from an operation's own option of the same name. */
  private Stream<OptionSpec> given(ParseResult root) {
    return Stream.iterate(root, level -> level != null, ParseResult::subcommand)
        .flatMap(level -> level.matchedOptions().stream())
        .filter(option -> option.userObject() == this);
  }
}
